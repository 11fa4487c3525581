// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// nested is a nested block of at most one, as written. Whether its values are known is noted when they are read.
type nested struct {
	name    string
	present bool
	members map[string]attr.Value
}

// nested reads a nested block. One that is not known yet, as with a dynamic block, is noted as a whole.
func (r *resolver) nested(name string, list types.List) nested {
	block := nested{name: name}
	if list.IsUnknown() {
		r.unknown(name)
		return block
	}
	elements := list.Elements()
	if len(elements) == 0 {
		return block
	}
	object, ok := elements[0].(types.Object)
	if !ok || object.IsUnknown() {
		r.unknown(name)
		return block
	}
	block.present, block.members = true, object.Attributes()
	return block
}

// at is the path of one member of the block.
func (b nested) at(member string) path.Path {
	return path.Root(b.name).AtListIndex(0).AtName(member)
}

// written returns one member as the block says it, and notes when it is not known yet. It does not look at the environment.
func (r *resolver) written(block nested, member string) (value given, known bool) {
	name, at := block.name+"."+member, block.at(member)
	text, _ := block.members[member].(types.String)
	switch {
	case text.IsUnknown():
		r.unknown(name)
		return given{path: at}, false
	case text.ValueString() != "":
		return given{value: text.ValueString(), origin: fromArgument + name, path: at}, true
	}
	return given{path: at}, true
}

// member resolves one member: the block, then the environment.
func (r *resolver) member(block nested, member string) given {
	value, known := r.written(block, member)
	if !known || value.set() {
		return value
	}
	return r.fromEnvironment(block.name+"."+member, path.Root(block.name))
}
