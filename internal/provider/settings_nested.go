// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/credentials"
)

// nested is one nested block, as written. Whether its values are known is noted when they are read.
type nested struct {
	name    string
	index   int
	present bool
	members map[string]attr.Value
}

// nested reads a nested block that stands at most once.
func (r *resolver) nested(name string, list types.List) nested {
	if blocks := r.nestedBlocks(name, list); len(blocks) > 0 {
		return blocks[0]
	}
	return nested{name: name}
}

// nestedBlocks reads the blocks of a name. A block that is not known yet, such as a dynamic one, is noted as a whole.
func (r *resolver) nestedBlocks(name string, list types.List) []nested {
	if list.IsUnknown() {
		r.unknown(name)
	}
	var blocks []nested
	for i, element := range list.Elements() {
		object, ok := element.(types.Object)
		if !ok || object.IsUnknown() {
			r.unknown(name)
			continue
		}
		blocks = append(blocks, nested{name: name, index: i, present: true, members: object.Attributes()})
	}
	return blocks
}

// leftEmpty reports whether a member is written as an empty string. Then the user passes on that nothing is wanted, and
// the environment does not decide.
func (b nested) leftEmpty(member string) bool {
	text, ok := b.members[member].(types.String)
	return ok && !text.IsNull() && !text.IsUnknown() && credentials.Trim(text.ValueString()) == ""
}

// at is the path of one member of the block.
func (b nested) at(member string) path.Path {
	return path.Root(b.name).AtListIndex(b.index).AtName(member)
}

// written returns one member as the block says it, and notes when it is not known yet. It does not look at the
// environment.
func (r *resolver) written(block nested, member string) (value given, known bool) {
	name, at := block.name+"."+member, block.at(member)
	text, _ := block.members[member].(types.String)
	if text.IsUnknown() {
		r.unknown(name)
		return given{path: at}, false
	}
	return argumentOf(name, text, at), true
}

// member resolves one member: the block, then the environment.
func (r *resolver) member(block nested, member string) given {
	value, known := r.written(block, member)
	if !known || value.set() {
		return value
	}
	return r.fromEnvironment(block.name+"."+member, path.Root(block.name))
}
