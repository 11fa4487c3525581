// SPDX-License-Identifier: MPL-2.0

package policy_test

import (
	"strings"
	"testing"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit"
)

// Each place that takes a region id refuses one of another shape, unless skip_region_validation is set: then the API
// decides. What cannot stand in the name of a host is refused under both.
func TestRegionIDs_oneRuleEverywhere(t *testing.T) {
	t.Parallel()
	type said = testkit.Diagnostics
	data := func(name string, config func(string) attributes) func(*testkit.Session, string) said {
		return func(s *testkit.Session, id string) said {
			return s.Data("apsaradb_rds_cross_region_backup_"+name, config(id)).Said
		}
	}
	instance := func(more attributes) attributes {
		more["instance_id"] = "pgm-console"
		return more
	}
	list := func(config func(string) attributes) func(*testkit.Session, string) said {
		return func(s *testkit.Session, id string) said {
			_, found := s.List(testkit.Query{Limit: 10, Config: config(id)})
			return found
		}
	}
	for name, ask := range map[string]func(*testkit.Session, string) said{
		"region of the resource": func(s *testkit.Session, id string) said {
			return s.Validate(settings("pgm-demo", "cn-shanghai", 30, attributes{"region": id}))
		},
		"destination of the resource": func(s *testkit.Session, id string) said {
			return s.Validate(settings("pgm-demo", id, 30))
		},
		"import id": func(s *testkit.Session, id string) said { return s.Import(id + ":pgm-demo").Said },
		"identity": func(s *testkit.Session, id string) said {
			return s.ImportIdentity(attributes{"region": id, "instance_id": "pgm-demo"}).Said
		},
		"policy":   data("policy", func(id string) attributes { return instance(attributes{"region": id}) }),
		"sets":     data("sets", func(id string) attributes { return instance(attributes{"region": id}) }),
		"sets, to": data("sets", func(id string) attributes { return instance(attributes{"destination_region": id}) }),
		"regions":  data("regions", func(id string) attributes { return attributes{"region": id} }),
		"coverage": data("coverage", func(id string) attributes { return attributes{"regions": []string{id}} }),
		"list":     list(func(id string) attributes { return attributes{"regions": []string{"cn-beijing", id}} }),
		"list, to": list(func(id string) attributes { return attributes{"destination_region": id} }),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, row := range []struct {
				id      string
				skip    bool
				refused bool
			}{
				{"cn-shenzhen-st4-d01", false, false},
				{"rus-west-1", false, false},
				{"Moon", false, true},
				{"cn-hangzhou-h", false, true},
				{"Moon", true, false},
				{"cn-hangzhou-h", true, false},
				{"moon.example.com", true, true},
				{strings.Repeat("x", 64), true, true},
			} {
				s := emulator.StartInMemory(t)
				session, found := testkit.Configure(t.Context(), t, s, attributes{
					"access_key": testkit.AccessKey, "secret_key": testkit.SecretKey, "skip_region_validation": row.skip,
				}, testkit.InMemory(s))
				found.RequireNone(t)
				text := ask(session, row.id).String()
				if refused := strings.Contains(text, "Region id is not well formed"); refused != row.refused {
					t.Errorf("%q, skip %t: refused %t, said %s", row.id, row.skip, refused, text)
				}
				if row.refused && !row.skip && !strings.Contains(text, "set skip_region_validation = true") {
					t.Errorf("%q: %s\ndoes not name the switch", row.id, text)
				}
			}
		})
	}
}
