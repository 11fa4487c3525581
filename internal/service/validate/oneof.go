// SPDX-License-Identifier: MPL-2.0

// Package validate has the checks of single arguments that several types share, with sentences that say what to write.
package validate

import (
	"context"
	"fmt"
	"strings"

	"github.com/agext/levenshtein"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/geobackup/terraform-provider-apsaradb/internal/service/message"
)

// OneOf accepts exactly these words.
func OneOf(words ...string) validator.String { return oneOf{words} }

type oneOf struct{ words []string }

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
		if word == got {
			return
		}
	}
	if word, ok := nearest(got, v.words); ok {
		meant = fmt.Sprintf(" Did you mean %s?", word)
	}
	name := attribute(req.Path)
	resp.Diagnostics.Append(message.InvalidValue.Error(req.Path, fmt.Sprintf(
		"%s takes %s. %q is none of them.%s", name, list(v.words), got, meant), name))
}

// attribute is the name of the attribute that a path leads to, or into which it leads.
func attribute(at path.Path) string {
	name := ""
	for _, step := range at.Steps() {
		if step, ok := step.(path.PathStepAttributeName); ok {
			name = string(step)
		}
	}
	return name
}

// list joins words for a sentence.
func list(words []string) string {
	last := len(words) - 1
	if last < 1 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:last], ", ") + " or " + words[last]
}

// nearest returns the word that was probably meant: the same in other letters, the only one that begins alike, or the
// only nearest one within a third of its letters.
func nearest(got string, words []string) (string, bool) {
	got = normal(got)
	if got == "" {
		return "", false
	}
	var alike, near []string
	fewest := 0
	for _, word := range words {
		is := normal(word)
		switch edits := levenshtein.Distance(got, is, nil); {
		case is == got:
			return word, true
		case strings.HasPrefix(is, got) || strings.HasPrefix(got, is):
			alike = append(alike, word)
		case edits*3 > len(is):
		case len(near) == 0 || edits < fewest:
			near, fewest = []string{word}, edits
		case edits == fewest:
			near = append(near, word)
		}
	}
	switch {
	case len(alike) == 1:
		return alike[0], true
	case len(alike) == 0 && len(near) == 1:
		return near[0], true
	}
	return "", false
}

// normal is a word without what people write differently.
func normal(word string) string {
	return strings.NewReplacer("-", "", "_", "", " ", "").Replace(strings.ToLower(strings.TrimSpace(word)))
}
