// SPDX-License-Identifier: MPL-2.0

package testkit

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// Result is what the provider returned: an object, what travels with it, and what was said. The zero Result is nothing.
type Result struct {
	Object   tftypes.Value
	Private  []byte
	Identity *tfprotov6.ResourceIdentityData
	// Replaces says that a plan is a replacement.
	Replaces bool
	Said     Diagnostics
}

// Exists reports whether there is an object.
func (r Result) Exists() bool { return r.Object.Type() != nil && !r.Object.IsNull() }

// Map is the object in Go's own types; see [Plain].
func (r Result) Map() map[string]any {
	whole, _ := Plain(r.Object).(map[string]any)
	return whole
}

// Get returns one attribute; see [Plain].
func (r Result) Get(t testing.TB, name string) any {
	t.Helper()
	value, exists := r.Map()[name]
	if !exists {
		t.Fatalf("there is no attribute %s", name)
	}
	return value
}

// With is the result with other values in its object.
func (r Result) With(t testing.TB, changes Attributes) Result {
	t.Helper()
	whole := Attributes{}
	for name, value := range as[map[string]tftypes.Value](r.Object) {
		whole[name] = value
	}
	maps.Copy(whole, changes)
	object, err := Value(r.Object.Type(), whole)
	if err != nil {
		t.Fatal(err)
	}
	r.Object = object
	return r
}

// ID is the import id that the identity stands for, such as cn-hangzhou:pgm-demo, or "" where there is no identity.
func (r Result) ID() string {
	if r.Identity == nil || r.Identity.IdentityData == nil {
		return ""
	}
	value, err := r.Identity.IdentityData.Unmarshal(identityKind())
	if err != nil {
		return err.Error()
	}
	whole, _ := Plain(value).(map[string]any)
	return fmt.Sprintf("%v:%v", whole["region"], whole["instance_id"])
}

// Diagnostic is one error or warning.
type Diagnostic struct {
	// Warning is false for an error.
	Warning bool
	// Path leads to the attribute. It is nil where there is none.
	Path *tftypes.AttributePath
	// Attribute is the last step of the path.
	Attribute string
	Summary   string
	Detail    string
}

// String has the severity and the attribute, the summary, and on the next line the detail.
func (d Diagnostic) String() string {
	text := "error"
	if d.Warning {
		text = "warning"
	}
	if d.Attribute != "" {
		text += " on " + d.Attribute
	}
	return text + ": " + d.Summary + "\n" + d.Detail
}

// Diagnostics are what the provider said, in its order.
type Diagnostics []Diagnostic

func diagnosticsOf(found []*tfprotov6.Diagnostic) Diagnostics {
	var all Diagnostics
	for _, one := range found {
		d := Diagnostic{
			Warning: one.Severity == tfprotov6.DiagnosticSeverityWarning,
			Summary: one.Summary,
			Detail:  one.Detail,
		}
		if one.Attribute != nil && len(one.Attribute.Steps()) > 0 {
			d.Path, d.Attribute = one.Attribute, fmt.Sprint(one.Attribute.LastStep())
		}
		all = append(all, d)
	}
	return all
}

// Errors are those that are no warnings.
func (d Diagnostics) Errors() Diagnostics {
	return slices.DeleteFunc(slices.Clone(d), func(one Diagnostic) bool { return one.Warning })
}

// Failed reports whether there is an error.
func (d Diagnostics) Failed() bool { return len(d.Errors()) > 0 }

// Texts are the diagnostics as texts.
func (d Diagnostics) Texts() []string {
	var texts []string
	for _, one := range d {
		texts = append(texts, one.String())
	}
	return texts
}

// String are the texts with a line between.
func (d Diagnostics) String() string { return strings.Join(d.Texts(), "\n---\n") }

// Has reports whether one of the diagnostics has all the parts.
func (d Diagnostics) Has(parts ...string) bool {
	return slices.ContainsFunc(d.Texts(), func(text string) bool {
		return !slices.ContainsFunc(parts, func(part string) bool { return !strings.Contains(text, part) })
	})
}

// Require fails the test unless one of the diagnostics has all the parts.
func (d Diagnostics) Require(t testing.TB, parts ...string) {
	t.Helper()
	if !d.Has(parts...) {
		t.Errorf("nothing said has all of %q; said:\n%s", parts, d)
	}
}

// RequireNone fails the test if anything was said.
func (d Diagnostics) RequireNone(t testing.TB) {
	t.Helper()
	if len(d) > 0 {
		t.Errorf("said:\n%s", d)
	}
}
