// SPDX-License-Identifier: MPL-2.0

// Command mutate changes the code of the packages that decide something, one place at a time, and fails where too few
// of the changes make a test fail. "make mutate" starts it. Arguments name other packages, such as
// ./internal/cloud/credentials, whose score is only reported. internal/dev/README.md says how long it takes.
//
// The score is killed / (killed + lived + timed out). That of gremlins itself leaves out what timed out, so that a busy
// machine scores higher.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strconv"
	"time"
)

const (
	// limit is about how long the tests of a change may take, with the build. Gremlins knows only a multiple of the time
	// that they take without a change.
	limit = 20 * time.Second
	// tooMany is the share of changes that may time out, in percent. Above it, the score says nothing.
	tooMany = 2
)

// gate is a package with the least score that it has to reach, in percent; 0 only reports.
type gate struct {
	folder string
	least  float64
}

func gates() []gate {
	return []gate{
		{"internal/cloud/eligibility", 95},
		{"internal/cloud/sharedlist", 90},
		{"internal/cloud/sharedcall", 95},
		{"internal/cloud/apicode", 95},
	}
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1) //nolint:gocritic // Nothing is left to be done.
	}
}

// run works in the root folder of the repository.
func run(ctx context.Context, folders []string) error {
	all := gates()
	if len(folders) > 0 {
		all = nil
		for _, folder := range folders {
			all = append(all, gateOf(filepath.Clean(folder)))
		}
	}
	var errs []error
	for _, g := range all {
		found, err := g.mutate(ctx)
		if err == nil {
			fmt.Println(g.folder+":", found)
			err = found.check(g)
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

// gateOf returns the gate of a folder; one without a gate is only reported.
func gateOf(folder string) gate {
	for _, g := range gates() {
		if g.folder == folder {
			return g
		}
	}
	return gate{folder: folder}
}

// mutate changes the code of the package, and counts what became of the changes.
func (g gate) mutate(ctx context.Context) (score, error) {
	takes, err := g.testTime(ctx)
	if err != nil {
		return score{}, err
	}
	report := filepath.Join(".tools", "mutate.json")
	if err := os.Remove(report); err != nil && !errors.Is(err, os.ErrNotExist) {
		return score{}, err
	}
	gremlins := exec.CommandContext(ctx, "go", "tool", "-modfile=internal/tools/go.mod", "gremlins", "unleash",
		"--workers=1", "--timeout-coefficient="+strconv.Itoa(int(limit/takes)+1), "--output="+report, "./"+g.folder)
	gremlins.Env = uncached()
	gremlins.Stdout, gremlins.Stderr = os.Stderr, os.Stderr
	if err := gremlins.Run(); err != nil {
		return score{}, fmt.Errorf("gremlins in %s: %w", g.folder, err)
	}
	text, err := os.ReadFile(report)
	if err != nil {
		return score{}, fmt.Errorf("read the report of gremlins: %w", err)
	}
	return count(text, g.folder)
}

// testTime returns how long the tests take without a change, measured as gremlins does. The first run builds.
func (g gate) testTime(ctx context.Context) (time.Duration, error) {
	var start time.Time
	for range 2 {
		start = time.Now()
		test := exec.CommandContext(ctx, "go", "test", "-cover", "./"+g.folder+"/...")
		test.Env = uncached()
		if text, err := test.CombinedOutput(); err != nil {
			return 0, fmt.Errorf("%s: %w\n%s", test, err, text)
		}
	}
	return time.Since(start), nil
}

// uncached is an environment in which Go runs every test that it is asked for.
func uncached() []string { return append(os.Environ(), "GOFLAGS="+os.Getenv("GOFLAGS")+" -count=1") }

// score counts changes by what became of them.
type score struct{ killed, lived, timedOut, notCovered int }

// count reads a report of gremlins on the files of a folder. A + that joins texts does not count: without it nothing
// builds, which gremlins takes for a test that fails.
func count(report []byte, folder string) (score, error) {
	var all struct {
		Files []struct {
			Name      string `json:"file_name"`
			Mutations []struct {
				Status string `json:"status"`
				Line   int    `json:"line"`
				Column int    `json:"column"`
			} `json:"mutations"`
		} `json:"files"`
	}
	if err := json.Unmarshal(report, &all); err != nil {
		return score{}, fmt.Errorf("read the report of gremlins: %w", err)
	}
	var s score
	for _, file := range all.Files {
		joins, err := textJoins(filepath.Join(folder, filepath.Base(file.Name)))
		if err != nil {
			return score{}, err
		}
		for _, mutation := range file.Mutations {
			if joins[place{mutation.Line, mutation.Column}] {
				continue
			}
			switch mutation.Status {
			case "KILLED":
				s.killed++
			case "LIVED":
				s.lived++
			case "TIMED OUT":
				s.timedOut++
			case "NOT COVERED":
				s.notCovered++
			}
		}
	}
	return s, nil
}

// place is the line and the column of an operator.
type place struct{ line, column int }

// textJoins returns where a file joins texts: each + of a sum that has a literal text.
func textJoins(file string) (map[place]bool, error) {
	files := token.NewFileSet()
	parsed, err := parser.ParseFile(files, file, nil, parser.SkipObjectResolution)
	if err != nil {
		return nil, fmt.Errorf("find the texts of %s: %w", file, err)
	}
	found := map[place]bool{}
	ast.Inspect(parsed, func(node ast.Node) bool {
		if sum, ok := node.(ast.Expr); ok {
			if operators, text := sumOf(sum); text {
				for _, operator := range operators {
					at := files.Position(operator)
					found[place{at.Line, at.Column}] = true
				}
			}
		}
		return true
	})
	return found, nil
}

// sumOf returns where the operators of a sum stand, and whether one of its terms is a literal text.
func sumOf(expression ast.Expr) (operators []token.Pos, text bool) {
	switch e := expression.(type) {
	case *ast.BasicLit:
		return nil, e.Kind == token.STRING
	case *ast.BinaryExpr:
		if e.Op == token.ADD {
			left, leftText := sumOf(e.X)
			right, rightText := sumOf(e.Y)
			return slices.Concat(left, []token.Pos{e.OpPos}, right), leftText || rightText
		}
	}
	return nil, false
}

func (s score) judged() int { return s.killed + s.lived + s.timedOut }

func (s score) percent() float64 { return 100 * float64(s.killed) / float64(max(1, s.judged())) }

// String is the score in a line.
func (s score) String() string {
	return fmt.Sprintf("%.1f %% (%d killed, %d lived, %d timed out, %d not covered)",
		s.percent(), s.killed, s.lived, s.timedOut, s.notCovered)
}

// check fails where the score is below the gate, or says nothing.
func (s score) check(g gate) error {
	switch {
	case g.least == 0:
		return nil
	case s.judged() == 0:
		return fmt.Errorf("%s: nothing was changed", g.folder)
	case 100*s.timedOut > tooMany*s.judged():
		return fmt.Errorf("%s: %d of %d changes timed out, more than %d %%: the machine is too busy",
			g.folder, s.timedOut, s.judged(), tooMany)
	case s.percent() < g.least:
		return fmt.Errorf("%s: %.1f %% of the changes made a test fail, less than %.0f %%", g.folder, s.percent(), g.least)
	}
	return nil
}
