// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"maps"
	"math/big"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/provider"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/message"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit"
)

const coverageType = provider.TypeName + "_rds_cross_region_backup_coverage"

// acceptsText are the arguments that take any text. The others have to refuse one that is wrong.
var acceptsText = map[string]string{
	"provider configuration_source":                  "it is sent as it is",
	"provider access_key":                            "the API decides",
	"provider secret_key":                            "the API decides",
	"provider security_token":                        "the API decides",
	"provider ecs_role_name":                         "the metadata server decides, when keys are needed",
	"provider credentials_uri":                       "it is called when keys are needed",
	"provider assume_role_with_oidc.oidc_token_file": "it is read when keys are needed",
	"data " + coverageType + " resource_group_id":    "the API decides",
	"data " + coverageType + " tags":                 "any key may be a tag's",
}

// Every argument of every type refuses what it cannot be in words of this provider, each with a code: the framework's
// and the library's own words say nothing about what to write.
func TestWrongValues_areRefusedInOurWords(t *testing.T) {
	t.Parallel()
	s := emulator.StartInMemory(t)
	all, err := provider.NewServer(provider.New("test")()).
		GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	policy := testkit.Attributes{"instance_id": "pgm-demo", "destination_region": "cn-shanghai", "retention_days": 30}
	session := func(t *testing.T) *testkit.Session { return testkit.NewSession(t, s, nil, testkit.InMemory(s)) }

	wrong := wrongValues{t, "provider", keys(nil), func(t *testing.T, config testkit.Attributes) testkit.Diagnostics {
		if said := testkit.ValidateBlock(t, config); said.Failed() {
			return said
		}
		_, said := testkit.Configure(t.Context(), t, s, config, testkit.InMemory(s))
		return said
	}}
	wrong.block("", all.Provider.Block)

	wrong = wrongValues{
		t, "resource " + testkit.PolicyType, policy,
		func(t *testing.T, config testkit.Attributes) testkit.Diagnostics {
			w := session(t)
			if said := w.Validate(config); said.Failed() {
				return said
			}
			return w.Plan(testkit.Result{}, config).Said
		},
	}
	wrong.block("", all.ResourceSchemas[testkit.PolicyType].Block)

	wrong = wrongValues{
		t, "list " + testkit.PolicyType, nil,
		func(t *testing.T, config testkit.Attributes) testkit.Diagnostics {
			w := session(t)
			if said := w.ValidateList(config); said.Failed() {
				return said
			}
			_, said := w.List(testkit.Query{Config: config})
			return said
		},
	}
	wrong.block("", all.ListResourceSchemas[testkit.PolicyType].Block)

	for name, schema := range all.EphemeralResourceSchemas {
		base := testkit.Attributes{"instance_id": "pgm-demo", "backup_set_id": "14377"}
		wrong = wrongValues{
			t, "ephemeral " + name, base,
			func(t *testing.T, config testkit.Attributes) testkit.Diagnostics {
				t.Helper()
				return session(t).Open(name, config).Said
			},
		}
		wrong.block("", schema.Block)
	}

	for name, schema := range all.DataSourceSchemas {
		base := testkit.Attributes{}
		for _, attribute := range schema.Block.Attributes {
			if attribute.Required {
				base[attribute.Name] = policy[attribute.Name]
			}
		}
		wrong = wrongValues{t, "data " + name, base, func(t *testing.T, config testkit.Attributes) testkit.Diagnostics {
			return session(t).Data(name, config).Said
		}}
		wrong.block("", schema.Block)
	}
}

// The same for what an import names.
func TestWrongValues_ofAnImport(t *testing.T) {
	t.Parallel()
	s := emulator.StartInMemory(t)
	for what, id := range map[string]string{
		"blank": " ", "region alone": "cn-hangzhou:", "instance alone": ":pgm-demo",
		"address":            "pgm-demo.pg.rds.aliyuncs.com",
		"region and address": "cn-hangzhou:pgm-demo.pg.rds.aliyuncs.com", "underscore": "cn-hangzhou:pgm_demo",
		"turned": "pgm-demo:cn-hangzhou", "three": "cn-hangzhou:pgm-demo:x", "zone": "cn-hangzhou-h:pgm-demo",
		"absurdly long": strings.Repeat("x", 100_000), "absurdly long region": strings.Repeat("x", 100_000) + ":pgm-demo",
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			said := testkit.NewSession(t, s, nil, testkit.InMemory(s)).Import(id).Said
			if !said.Failed() && what != "absurdly long" { // letters alone may be an id
				t.Errorf("accepted %.100q", id)
			}
			for _, d := range said {
				checkWords(t, d)
			}
			region, instance, _ := strings.Cut(id, ":")
			identity := testkit.Attributes{"region": region, "instance_id": instance}
			for _, d := range testkit.NewSession(t, s, nil, testkit.InMemory(s)).ImportIdentity(identity).Said {
				checkWords(t, d)
			}
		})
	}
}

// wrongValues tries the arguments of one block, each with what it cannot be. The others are those of base.
type wrongValues struct {
	t    *testing.T
	of   string
	base testkit.Attributes
	try  func(*testing.T, testkit.Attributes) testkit.Diagnostics
}

func (w wrongValues) block(within string, block *tfprotov6.SchemaBlock) {
	for _, attribute := range block.Attributes {
		if (attribute.Required || attribute.Optional) && attribute.Description != provider.RefusedDescription {
			w.attribute(within, attribute)
		}
	}
	for _, nested := range block.BlockTypes {
		if nested.Block.Description != provider.RefusedDescription {
			w.block(nested.TypeName, nested.Block)
		}
	}
}

func (w wrongValues) attribute(within string, attribute *tfprotov6.SchemaAttribute) {
	at := strings.TrimPrefix(within+"."+attribute.Name, ".")
	for what, value := range wrongFor(attribute.ValueType()) {
		w.t.Run(w.of+"/"+at+"/"+what, func(t *testing.T) {
			t.Parallel()
			config := testkit.Attributes{}
			maps.Copy(config, w.base)
			if otherKeys.MatchString(at) {
				delete(config, "access_key")
				delete(config, "secret_key")
			}
			switch within {
			case "":
				config[attribute.Name] = value
			case "timeouts":
				config[within] = testkit.Attributes{attribute.Name: value}
			default:
				block := maps.Clone(valid[within])
				if block == nil {
					block = testkit.Attributes{}
				}
				block[attribute.Name] = value
				config[within] = []testkit.Attributes{block}
			}
			said := w.try(t, config)
			_, free := acceptsText[w.of+" "+at]
			if !said.Failed() && !free && !strings.HasPrefix(what, "maybe ") {
				t.Errorf("accepted: %.300v", value)
			}
			for _, d := range said {
				checkWords(t, d)
			}
		})
	}
}

// valid are the blocks around an argument that is wrong.
var valid = map[string]testkit.Attributes{
	"assume_role": {"role_arn": "acs:ram::1:role/r"},
	"assume_role_with_oidc": {
		"role_arn": "acs:ram::1:role/r", "oidc_provider_arn": "acs:ram::1:oidc-provider/p", "oidc_token": "token",
	},
}

// otherKeys are the arguments that no provider uses beside access_key.
var otherKeys = regexp.MustCompile(`^(profile|shared_credentials_file|credentials_uri|ecs_role|assume_role_with_)`)

// wrongFor are values of a type that an argument hardly takes. Of those that begin with "maybe", some take them.
func wrongFor(kind tftypes.Type) map[string]any {
	const text = "no such word"
	switch {
	case kind.Is(tftypes.String):
		return map[string]any{"maybe empty": "", "long": strings.Repeat("x", 100_000), "wrong": text}
	case kind.Is(tftypes.Number):
		return map[string]any{
			"negative": int64(-1), "maybe zero": int64(0), "half": big.NewFloat(8.5), "huge": big.NewFloat(1e30),
		}
	case kind.Is(tftypes.Set{}), kind.Is(tftypes.List{}):
		return map[string]any{
			"maybe empty": []string{}, "empty element": []string{""}, "null element": []any{nil},
			"maybe wrong element": []string{text}, "maybe long element": []string{strings.Repeat("x", 100_000)},
		}
	case kind.Is(tftypes.Map{}):
		return map[string]any{
			"maybe empty": map[string]string{}, "empty key": map[string]string{"": "x"},
			"many": map[string]string{"a": "", "b": "", "c": "", "d": "", "e": "", "f": "", "g": "", "h": "", "i": ""},
		}
	}
	return nil // what is true or false cannot be wrong
}

// foreignWords are of the framework, its validators and Go.
var foreignWords = regexp.MustCompile(`Invalid Attribute|Attribute [a-z_.\[\]]+ |value must be|at least 1 elements|` +
	`Value\(|Provider produced|always an error|issue with the provider|strconv|parsing time|invalid duration`)

func checkWords(t *testing.T, d testkit.Diagnostic) {
	t.Helper()
	const most = 2000
	text := d.Summary + "\n" + d.Detail
	if foreign := foreignWords.FindString(text); foreign != "" || len(d.Detail) > most {
		t.Errorf("%d letters, with %q: %.600s", len(text), foreign, text)
	}
	code := regexp.MustCompile(`\(([A-Z][A-Z0-9_]+)\)$`).FindStringSubmatch(d.Detail)
	if code == nil || !slices.ContainsFunc(message.All(), func(m message.Message) bool { return m.Code == code[1] }) {
		t.Errorf("no code of ours: %.600s", text)
	}
}
