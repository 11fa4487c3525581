// SPDX-License-Identifier: MPL-2.0

package emulator_test

import (
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
)

// TestWire_answersHaveTheDocumentedFieldsAndTypes compares answers with the published samples.
func TestWire_answersHaveTheDocumentedFieldsAndTypes(t *testing.T) {
	t.Parallel()
	for name, ask := range map[string]func(*caller) answer{
		modifyAction:   func(c *caller) answer { return c.call(modifyAction, enable("pgm-demo")...) },
		describeAction: func(c *caller) answer { return c.policy("pgm-console") },
		"DescribeCrossRegionBackups": func(c *caller) answer {
			return c.sets("pgm-console")
		},
		"DescribeCrossRegionBackupDBInstance": func(c *caller) answer {
			return c.call("DescribeCrossRegionBackupDBInstance", "RegionId", "cn-hangzhou")
		},
		"DescribeAvailableCrossRegion": func(c *caller) answer {
			return c.call("DescribeAvailableCrossRegion", "RegionId", "cn-hangzhou")
		},
		"DescribeAvailableRecoveryTime": func(c *caller) answer {
			id := c.sets("pgm-console").text("Items", "Item", 0, "CrossBackupId")
			return c.call("DescribeAvailableRecoveryTime", "CrossBackupId", id)
		},
		"DescribeDBInstanceAttribute": func(c *caller) answer {
			return c.call("DescribeDBInstanceAttribute", "DBInstanceId", "pgm-demo")
		},
		"Error": func(c *caller) answer { return c.policy("pgm-none") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			text, err := os.ReadFile(filepath.Join("testdata", "wire", name+".json"))
			if err != nil {
				t.Fatal(err)
			}
			var sample any
			decoder := json.NewDecoder(strings.NewReader(string(text)))
			decoder.UseNumber()
			if err := decoder.Decode(&sample); err != nil {
				t.Fatal(err)
			}
			got := ask(newCaller(t, emulator.Start(t)))
			for _, problem := range compare(name, sample, got.body) {
				t.Error(problem)
			}
		})
	}
}

// sets lists everything kept for an instance of cn-hangzhou.
func (c *caller) sets(id string, more ...string) answer {
	c.t.Helper()
	params := []string{
		"RegionId", "cn-hangzhou", "DBInstanceId", id, "StartTime", "2020-01-01T00:00Z", "EndTime", "2035-01-01T00:00:00Z",
	}
	return c.call("DescribeCrossRegionBackups", append(params, more...)...)
}

// compare lists what the sample has and the answer lacks, or has with another JSON type.
func compare(path string, sample, got any) []string {
	if a, b := fmt.Sprintf("%T", sample), fmt.Sprintf("%T", got); a != b {
		return []string{fmt.Sprintf("%s is %s, documented is %s", path, b, a)}
	}
	var problems []string
	switch sample := sample.(type) {
	case map[string]any:
		answer, _ := got.(map[string]any)
		for name, value := range sample {
			found, ok := answer[name]
			if !ok {
				problems = append(problems, path+"."+name+" is missing")
				continue
			}
			problems = append(problems, compare(path+"."+name, value, found)...)
		}
	case []any:
		answer, _ := got.([]any)
		if len(sample) > 0 && len(answer) > 0 {
			problems = compare(path+"[0]", sample[0], answer[0])
		}
	}
	return problems
}

func TestWire_emptyListsAreWrappedTwice(t *testing.T) {
	t.Parallel()
	c := newCaller(t, emulator.Start(t))
	for name, got := range map[string]answer{
		"sets":     c.sets("pgm-demo"),
		"policies": c.call("DescribeCrossRegionBackupDBInstance", "RegionId", "us-west-1"),
		"logs": c.call("DescribeCrossRegionLogBackupFiles", "RegionId", "cn-hangzhou", "DBInstanceId", "pgm-demo",
			"StartTime", "2020-01-01T00:00:00Z", "EndTime", "2035-01-01T00:00:00Z"),
	} {
		if !strings.Contains(got.raw, `"Items":{"Item":[]}`) {
			t.Errorf("%s: got %s", name, got.raw)
		}
	}
	got := c.call("DescribeDBInstances", "RegionId", "us-west-1")
	if !strings.Contains(got.raw, `"Items":{"DBInstance":[]}`) {
		t.Errorf("instances: got %s", got.raw)
	}
}

func TestWire_answersInXMLUnlessJSONIsAskedFor(t *testing.T) {
	t.Parallel()
	for _, row := range []struct{ guess, format, contentType, start string }{
		{
			"xml", "", "text/xml;charset=utf-8",
			`<?xml version="1.0" encoding="UTF-8"?><DescribeAvailableCrossRegionResponse><RequestId>`,
		},
		{"xml", "XML", "text/xml;charset=utf-8", `<?xml`},
		{"xml", "json", "application/json;charset=utf-8", `{"RequestId":`},
		{"json", "", "application/json;charset=utf-8", `{"RequestId":`},
	} {
		t.Run(row.guess+row.format, func(t *testing.T) {
			t.Parallel()
			s := emulator.Start(t, emulator.WithGuess("default-format", row.guess),
				emulator.WithGuess("destinations", "short2020"))
			var params []string
			if row.format != "" {
				params = []string{"Format", row.format}
			}
			c := newCaller(t, s).with(func(c *caller) {
				c.before = func(v url.Values) {
					if row.format == "" {
						delete(v, "Format")
					}
				}
			})
			got := c.call("DescribeAvailableCrossRegion", append(params, "RegionId", "cn-hangzhou")...)
			if got.header.Get("Content-Type") != row.contentType || !strings.HasPrefix(got.raw, row.start) {
				t.Errorf("got %s %s", got.header.Get("Content-Type"), got.raw)
			}
			if row.start == "<?xml" && !strings.Contains(got.raw, "<Regions><Region>") {
				t.Errorf("got %s, want one element for each item", got.raw)
			}
			refused := c.call("DescribeAvailableCrossRegion", append(params, "RegionId", "cn-atlantis")...)
			if refused.status != 400 || row.contentType[0] == 't' && !strings.Contains(refused.raw, "<Error><RequestId>") {
				t.Errorf("got %d %s, want an error in the same format", refused.status, refused.raw)
			}
		})
	}
}

func TestWire_dateIsTheFleetsClock(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	c := newCaller(t, s)
	first := c.policy("pgm-console").header.Get("Date")
	s.Fleet().Advance(49 * 60 * 60 * 1e9)
	second := c.policy("pgm-console").header.Get("Date")
	if first != "Thu, 15 Jan 2026 08:00:00 GMT" || second != "Sat, 17 Jan 2026 09:00:00 GMT" {
		t.Errorf("got %s and then %s", first, second)
	}
}

func TestWire_requestIDsAreUpperCaseUUIDsAndDiffer(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	c := newCaller(t, s)
	a, b := c.policy("pgm-console").text("RequestId"), c.policy("pgm-none").text("RequestId")
	if a == b || len(a) != 36 || strings.ToUpper(a) != a {
		t.Errorf("got %q and %q", a, b)
	}
	if calls := s.Calls(); calls[0].RequestID != a || calls[1].RequestID != b {
		t.Errorf("recorded %+v", calls)
	}
}
