// SPDX-License-Identifier: MPL-2.0

package report_test

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/json"
	"flag"
	"html"
	"image/color"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

var picture = flag.String("picture", "", "write the picture of the report, for the pages, to this file")

// probe looks at a page from within: at what people see and what screen readers read.
//
//go:embed testdata/probe.js
var probe string

// browser returns the command of a Chromium. It is the one thing that no Go module can bring.
func browser(t *testing.T) string {
	t.Helper()
	if testing.Short() {
		t.Skip("starts a browser")
	}
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	t.Skip("no Chromium on PATH, so the page was not opened (on Debian: apt-get install chromium)")
	return ""
}

// open opens a page in a browser that has no network, and returns what the browser prints.
func open(t *testing.T, page string, arguments ...string) string {
	t.Helper()
	command, folder := browser(t), t.TempDir()
	file := filepath.Join(folder, "report.html")
	if err := os.WriteFile(file, []byte(page), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithTimeout(t.Context(), 3*time.Minute)
	defer stop()
	chromium := exec.CommandContext(ctx, command, append([]string{
		"--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--hide-scrollbars",
		"--disable-background-networking", "--disable-component-update", "--disable-sync", "--proxy-server=127.0.0.1:9",
		"--user-data-dir=" + filepath.Join(folder, "profile"),
	}, append(arguments, "file://"+file)...)...)
	var printed, said bytes.Buffer
	chromium.Stdout, chromium.Stderr = &printed, &said
	if err := chromium.Run(); err != nil {
		t.Fatalf("%v: %s", err, said.String())
	}
	return printed.String()
}

// seen is what the probe reports.
type seen struct {
	Title     string
	Lines     int // of the chart of objectives
	Rows      int
	Elements  []string // names of all elements, each once
	LowText   []string // text whose contrast is below 4.5 to 1
	Unlabeled []string // parts of tables that screen readers cannot name
	Overflows bool     // whether the page itself scrolls sideways
	Bars      []float64
	Dark      bool
}

func look(t *testing.T, page string, arguments ...string) (found seen) {
	t.Helper()
	policy := regexp.MustCompile(`<meta http-equiv="Content-Security-Policy"[^>]*>`)
	if !policy.MatchString(page) {
		t.Fatal("the page has no policy that forbids scripts")
	}
	page = policy.ReplaceAllString(page, "") // the probe is a script
	page = strings.Replace(page, "</body>", "<script>"+probe+"</script></body>", 1)
	printed := open(t, page, append([]string{"--dump-dom"}, arguments...)...)
	result := regexp.MustCompile(`(?s)<pre id="probe">(.*?)</pre>`).FindStringSubmatch(printed)
	if result == nil {
		t.Fatalf("the probe did not run: %.500s", printed)
	}
	if err := json.Unmarshal([]byte(html.UnescapeString(result[1])), &found); err != nil {
		t.Fatal(err)
	}
	return found
}

// In light and dark, on a wide and a narrow screen, each text can be read and each cell has its headings.
func TestBrowser_canBeReadByAll(t *testing.T) {
	t.Parallel()
	instances, statuses := fleet()
	page := report(t, instances, statuses, "HTML")
	for name, arguments := range map[string][]string{
		"light":  {"--window-size=1400,1000", "--blink-settings=preferredColorScheme=1"},
		"dark":   {"--window-size=1400,1000", "--blink-settings=preferredColorScheme=0"},
		"narrow": {"--window-size=500,1000", "--blink-settings=preferredColorScheme=1"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			found := look(t, page, arguments...)
			if len(found.LowText) > 0 || len(found.Unlabeled) > 0 || found.Overflows {
				t.Errorf("low contrast: %q; without label: %q; overflows: %t",
					found.LowText, found.Unlabeled, found.Overflows)
			}
			if found.Dark != (name == "dark") || found.Rows != len(instances) || found.Lines != 5 {
				t.Errorf("dark: %t; %d rows for %d instances; %d lines", found.Dark, found.Rows, len(instances), found.Lines)
			}
			// orders 6.5 of 24 hours, billing 80 (the bar ends at 48), ledger 20.25, crm 3; in the order of the page.
			want := []float64{100, 42, 14, 6}
			if len(found.Bars) != len(want) {
				t.Fatalf("bars %v, want %v", found.Bars, want)
			}
			for i := range want {
				if found.Bars[i] < want[i]-1 || found.Bars[i] > want[i]+1 {
					t.Errorf("bars %v, want %v", found.Bars, want)
				}
			}
		})
	}
}

// What anybody writes into a description stays text in a real browser, also without the policy against scripts.
func TestBrowser_textIsNotRun(t *testing.T) {
	t.Parallel()
	instances, statuses := hostileFleet()
	found := look(t, report(t, instances, statuses, "HTML"))
	if found.Title != "Cross-region backup report" || found.Rows != len(instances) {
		t.Errorf("title %q, %d rows for %d instances", found.Title, found.Rows, len(instances))
	}
	for _, name := range found.Elements {
		if name == "img" || name == "script" {
			t.Errorf("the page has an element %s", name)
		}
	}
}

func TestBrowser_showsAThousandInstances(t *testing.T) {
	t.Parallel()
	var instances []any
	for _, id := range manyIDs() {
		instances = append(instances, instance("cn-hangzhou", id, "", nil))
	}
	if found := look(t, report(t, instances, nil, "HTML")); found.Rows != len(instances) || found.Overflows {
		t.Errorf("%d rows for %d instances; overflows: %t", found.Rows, len(instances), found.Overflows)
	}
}

// The picture of the page is what "make picture" writes for README and guide.
func TestBrowser_picture(t *testing.T) {
	t.Parallel()
	instances, statuses := fleet()
	file := filepath.Join(t.TempDir(), "report.png")
	if *picture != "" {
		file = *picture
	}
	open(t, report(t, instances, statuses, "HTML"), "--window-size=1400,2000", "--screenshot="+file,
		"--blink-settings=preferredColorScheme=1")
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	drawn, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	if size := drawn.Bounds().Size(); size.X != 1400 || size.Y != 2000 {
		t.Errorf("the picture is %v", size)
	}
	// The bar of states goes from red over green to gray.
	counts := map[color.Color]int{}
	for x := range 1400 {
		for y := range 2000 {
			counts[drawn.At(x, y)]++
		}
	}
	for name, wanted := range map[string]color.Color{
		"red": color.RGBA{0xb3, 0x26, 0x1e, 0xff}, "green": color.RGBA{0x0b, 0x6b, 0x3e, 0xff},
		"white": color.RGBA{0xff, 0xff, 0xff, 0xff},
	} {
		if counts[wanted] < 1000 {
			t.Errorf("%d points are %s", counts[wanted], name)
		}
	}
}

// A printed report has every row, in black on white, whatever the screen looks like.
func TestBrowser_prints(t *testing.T) {
	t.Parallel()
	instances, statuses := fleet()
	file := filepath.Join(t.TempDir(), "report.pdf")
	open(t, report(t, instances, statuses, "HTML"), "--print-to-pdf="+file, "--no-pdf-header-footer",
		"--blink-settings=preferredColorScheme=0")
	printed, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.HasPrefix(printed, []byte("%PDF")) || !bytes.Contains(printed, []byte("/MediaBox [0 0 841.91998")) {
		t.Errorf("no page in landscape A4: %.200q", printed)
	}
}
