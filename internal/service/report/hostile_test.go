// SPDX-License-Identifier: MPL-2.0

package report_test

import (
	"regexp"
	"strings"
	"testing"
)

// hostile texts try to be more than text in one of the formats.
func hostile() []string {
	return []string{
		`<script>document.title="run"</script>`,
		`"><img src=x onerror='document.title="run"'>`,
		`</style><svg onload=alert(1)>`,
		`javascript:alert(1)`,
		`{{.Total}} ${jndi:ldap://x} %s`,
		`a | b || c \| d \`,
		"`code` ``` \n### heading\n- item\r\n| a | b |\n|---|---|",
		`[link](https://evil.example) ![image](https://evil.example/x.png) <https://evil.example>`,
		`https://evil.example www.evil.example mail@evil.example @everyone #1 !2 ~label GH-1`,
		`*bold* _em_ ~~gone~~ **x** &lt; &#124; &copy;`,
		"x\"} 1\napsaradb_rds_cross_region_backup_protected{instance_id=\"pgm-1\"} 1\n# EOF",
		`back\slash " quote`,
		"zero\x00width \u202Eright to left\u202C \u2066isolated\u2069 \u2028 \xff bad bytes",
		strings.Repeat("long ", 10_000),
	}
}

// hostileFleet has each of them in every place that takes text.
func hostileFleet() (instances, statuses []any) {
	for i, text := range hostile() {
		id := text + strings.Repeat("x", i)
		instances = append(instances, instance(text, id, text, object{
			"state": "UNPROTECTED", "eligible": false, "destination_region": text, "engine": text, "engine_version": text,
			"reasons": []any{blocker(text, text)},
		}))
		protected := instance("cn-hangzhou", "p"+id, text, object{"destination_region": text})
		instances = append(instances, protected)
		statuses = append(statuses, status("p"+id, object{
			"restore_ready": false, "restore_blockers": []any{blocker(text, text)},
		}))
	}
	return instances, statuses
}

// No text becomes an element or an attribute.
func TestReport_hostileHTML(t *testing.T) {
	t.Parallel()
	instances, statuses := hostileFleet()
	page := report(t, instances, statuses, "HTML")
	known := regexp.MustCompile(`^</?(?:!DOCTYPE|html|head|meta|title|style|body|header|main|footer|nav|section|div|` +
		`span|h1|h2|p|dl|dt|dd|ul|li|a|svg|rect|table|caption|thead|tbody|tr|th|td|bdi|code)[ >]`)
	for _, tag := range regexp.MustCompile(`<[^>]*>`).FindAllString(page, -1) {
		if !known.MatchString(tag+">") || regexp.MustCompile(`\son[a-z]+=|javascript:|src=`).MatchString(tag) {
			t.Errorf("the page has %.80q", tag)
		}
	}
	if strings.ContainsAny(page, "\u202e\u2066\x00") {
		t.Error("the page has characters that change the direction of text")
	}
	if len(page) > 400_000 {
		t.Errorf("the page has %d bytes", len(page))
	}
}

// No text ends a cell or a row, and none is a link, a reference or markup.
func TestReport_hostileMarkdown(t *testing.T) {
	t.Parallel()
	instances, statuses := hostileFleet()
	text := report(t, instances, statuses, "MARKDOWN")
	_, table, _ := strings.Cut(text, "| instance | state |")
	rows := strings.Split(strings.TrimSpace(table), "\n")[2:]
	if len(rows) != len(instances) {
		t.Errorf("%d rows for %d instances", len(rows), len(instances))
	}
	for _, row := range rows {
		if strings.Count(row, "|") != 5 {
			t.Errorf("a row has %d cells: %s", strings.Count(row, "|")-1, row)
		}
		for _, cell := range strings.Split(row, "|") {
			cell = strings.NewReplacer("<br>", "", "**", "").Replace(cell)
			if markup := regexp.MustCompile("[<>\\[\\]`*\\\\!@~]|://|www\\.|&[^#]|[^&]#").FindString(cell); markup != "" {
				t.Errorf("%q in %s", markup, cell)
			}
		}
	}
}

// Every line is one of the format, and no text adds a sample.
func TestReport_hostileOpenMetrics(t *testing.T) {
	t.Parallel()
	instances, statuses := hostileFleet()
	text := report(t, instances, statuses, "OPENMETRICS")
	checkOpenMetrics(t, text)
	if got := strings.Count(text, "\napsaradb_rds_cross_region_backup_protected{"); got != len(instances) {
		t.Errorf("%d samples for %d instances", got, len(instances))
	}
}

// checkOpenMetrics holds a text against the grammar of OpenMetrics 1.0: families that stand together with their
// metadata first, units as the end of names, escaped labels, no sample twice, and the end mark.
func checkOpenMetrics(t *testing.T, text string) {
	t.Helper()
	lines := strings.Split(text, "\n")
	if len(lines) < 2 || lines[len(lines)-1] != "" || lines[len(lines)-2] != "# EOF" {
		t.Fatal("the text does not end with # EOF and a line end")
	}
	const name = `[a-zA-Z_:][a-zA-Z0-9_:]*`
	label := `[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\\\|\\"|\\n)*"`
	sample := regexp.MustCompile(`^(` + name + `)(\{` + label + `(?:,` + label + `)*\}) -?[0-9]+(?:\.[0-9]+)?$`)
	family, kind := "", ""
	families, samples := map[string]bool{}, map[string]bool{}
	for _, line := range lines[:len(lines)-2] {
		words := strings.SplitN(line, " ", 4)
		found := sample.FindStringSubmatch(line)
		switch {
		case strings.HasPrefix(line, "# TYPE "):
			family, kind = words[2], words[3]
			if families[family] {
				t.Errorf("%s stands twice", family)
			}
			families[family] = true
		case strings.HasPrefix(line, "# UNIT "):
			if words[2] != family || !strings.HasSuffix(family, "_"+words[3]) {
				t.Errorf("unit %s of %s in %s", words[3], words[2], family)
			}
		case strings.HasPrefix(line, "# HELP "):
			if words[2] != family || strings.ContainsAny(line, "\\\"") {
				t.Errorf("help in %s: %s", family, line)
			}
		case found == nil:
			t.Errorf("no line of OpenMetrics: %.120q", line)
		case samples[found[1]+found[2]]:
			t.Errorf("a sample stands twice: %s", line)
		default:
			samples[found[1]+found[2]] = true
			if found[1] != family || kind != "gauge" {
				t.Errorf("%s is a sample of %s (%s)", found[1], family, kind)
			}
		}
	}
}

func TestReport_openMetricsIsValid(t *testing.T) {
	t.Parallel()
	instances, statuses := fleet()
	checkOpenMetrics(t, report(t, instances, statuses, "OPENMETRICS"))
	checkOpenMetrics(t, report(t, []any{}, nil, "OPENMETRICS"))
}
