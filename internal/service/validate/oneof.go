// SPDX-License-Identifier: MPL-2.0

// Package validate has the checks of single arguments that several types share, with sentences that say what to write.
package validate

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/nearest"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/message"
)

// OneOf accepts exactly these words.
func OneOf(words ...string) validator.String { return oneOf{words: words} }

// OneOfAnyCase accepts these words in small and in capital letters.
func OneOfAnyCase(words ...string) validator.String { return oneOf{words: words, anyCase: true} }

type oneOf struct {
	words   []string
	anyCase bool
}

// Description says what is accepted.
func (v oneOf) Description(context.Context) string { return "one of " + strings.Join(v.words, ", ") }

// MarkdownDescription says what is accepted.
func (v oneOf) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

// ValidateString refuses every other word. Null and unknown values are accepted.
func (v oneOf) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	got := req.ConfigValue.ValueString()
	meant := ""
	for _, word := range v.words {
		if word == got || v.anyCase && strings.EqualFold(word, got) {
			return
		}
	}
	if word, ok := nearest.Word(got, v.words); ok {
		meant = fmt.Sprintf(" Did you mean %s?", word)
	}
	name := attribute(req.Path)
	resp.Diagnostics.Append(message.InvalidValue.Error(req.Path, fmt.Sprintf(
		"%s takes %s. %q is none of them.%s", name, list(v.words), message.Shortened(got), meant), name))
}

// attribute is the name of the attribute that a path leads to, or into which it leads, with the block around it.
func attribute(at path.Path) string {
	var names []string
	for _, step := range at.Steps() {
		if step, ok := step.(path.PathStepAttributeName); ok {
			names = append(names, string(step))
		}
	}
	return strings.Join(names, ".")
}

// isElement reports whether a path leads into an attribute.
func isElement(at path.Path) bool {
	last, _ := at.Steps().LastStep()
	_, whole := last.(path.PathStepAttributeName)
	return last != nil && !whole
}

// verb connects the name of an attribute with a value of it.
func verb(at path.Path) string {
	if isElement(at) {
		return "holds"
	}
	return "is"
}

// list joins words for a sentence.
func list(words []string) string {
	last := len(words) - 1
	if last < 1 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:last], ", ") + " or " + words[last]
}
