// SPDX-License-Identifier: MPL-2.0

package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"regexp"
	"strings"
	"time"
)

// screen prints the story. A quiet one keeps the text of a step back until the step fails.
type screen struct {
	out    io.Writer
	final  io.Writer
	held   bytes.Buffer
	quiet  bool
	color  bool
	number int
}

func newScreen(out *os.File, quiet bool) *screen {
	s := &screen{out: out, final: out, quiet: quiet, color: isTerminal(out)}
	if quiet {
		s.out, s.color = &s.held, false
	}
	return s
}

// isTerminal reports whether a person reads along and wants colors.
func isTerminal(file *os.File) bool {
	info, err := file.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0 && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
}

// The colors that the story uses, as SGR codes.
const (
	bold   = "1"
	dim    = "2"
	red    = "31"
	green  = "32"
	yellow = "33"
	cyan   = "36"
)

func (s *screen) paint(code, text string) string {
	if !s.color || code == "" || text == "" {
		return text
	}
	return "\x1b[" + code + "m" + text + "\x1b[0m"
}

// note prints a sentence outside the steps.
func (s *screen) note(text string) {
	fmt.Fprintln(s.out, text)
}

// step begins a step: a title and what is about to happen.
func (s *screen) step(title, sentence string) {
	s.number++
	fmt.Fprintf(s.out, "\n%s\n%s\n", s.paint(bold+";"+cyan, fmt.Sprintf("── %d. %s %s", s.number, title, strings.Repeat("─", max(3, 90-len(title))))), sentence)
}

// done ends a step.
func (s *screen) done(title string, took time.Duration) {
	if s.quiet {
		fmt.Fprintf(s.final, "ok  %-60s %4.1f s\n", title, took.Seconds())
		s.held.Reset()
	}
}

// failed shows what a quiet screen kept back.
func (s *screen) failed() {
	if s.quiet {
		_, _ = io.Copy(s.final, &s.held)
	}
}

// block prints a titled and indented piece of text.
func (s *screen) block(title, text string) {
	fmt.Fprintf(s.out, "\n  %s\n%s", s.paint(dim, title), indent(text, "    "))
}

// command prints a command and what it said.
func (s *screen) command(line, output string) {
	fmt.Fprintf(s.out, "\n  %s\n", s.paint(bold, "$ "+line))
	for _, text := range strings.Split(strings.TrimRight(tidy(output), "\n"), "\n") {
		fmt.Fprintln(s.out, strings.TrimRight("    "+s.paint(shade(text), text), " "))
	}
}

// shade returns the color of a line of a plan, or nothing.
func shade(line string) string {
	switch trimmed := strings.TrimLeft(line, " │╷╵"); {
	case strings.HasPrefix(trimmed, "+ "):
		return green
	case strings.HasPrefix(trimmed, "- "):
		return red
	case strings.HasPrefix(trimmed, "~ "), strings.HasPrefix(trimmed, "Warning:"):
		return yellow
	case strings.HasPrefix(trimmed, "Error:"):
		return red
	case strings.HasPrefix(trimmed, "Plan:"), strings.HasPrefix(trimmed, "Apply complete!"), strings.HasPrefix(trimmed, "No changes."), strings.HasPrefix(trimmed, "Destroy complete!"):
		return bold
	}
	return ""
}

// tidy leaves out what a CLI explains about itself: the legend of a plan, and repeated blank lines.
func tidy(output string) string {
	output = regexp.MustCompile(`(?s)(Terraform|OpenTofu) used the selected providers.*?will perform the following\s+actions:\n`).ReplaceAllString(output, "")
	output = regexp.MustCompile(`(Terraform|OpenTofu) will perform the following actions:\n`).ReplaceAllString(output, "")
	output = regexp.MustCompile(`(?s)(Terraform|OpenTofu) has compared your real infrastructure.*?no changes are\s+needed\.\n`).ReplaceAllString(output, "")
	output = regexp.MustCompile(`(?s)─{10,}.*?"(terraform|tofu) apply" now\.\n`).ReplaceAllString(output, "")
	output = regexp.MustCompile(`\n{3,}`).ReplaceAllString(output, "\n\n")
	return strings.Trim(output, "\n") + "\n"
}

func indent(text, by string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		if strings.TrimSpace(line) != "" {
			b.WriteString(by)
		}
		b.WriteString(line)
	}
	return b.String()
}
