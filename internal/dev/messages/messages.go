// SPDX-License-Identifier: MPL-2.0

// Package messages writes the list of the guide "Warnings and errors" from the tables in the code.
package messages

import (
	"context"
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/apicode"
	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
	"github.com/geobackup/terraform-provider-apsaradb/internal/dev/command"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/message"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/policy"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/tfdiag"
)

// part divides the output. The template of the guide splits it there, because templates have no other way to get a
// generated part: they can only read a whole file into a code block.
const part = "\n<!-- part -->\n"

// Command is the command "messages".
func Command() command.Command {
	return command.Command{
		Name: "messages", Summary: "print all warnings and errors, for the documentation",
		Setup: func(*flag.FlagSet) func(context.Context) error {
			return func(context.Context) error { return write(os.Stdout, message.All()) }
		},
	}
}

// write writes the parts: losses, all other messages, codes of the API, the index by headline, and the codes of losses.
func write(w io.Writer, all []message.Message) error {
	slices.SortFunc(all, func(a, b message.Message) int { return strings.Compare(a.Code, b.Code) })
	var losses, others strings.Builder
	for _, m := range all {
		if m.Loss {
			losses.WriteString(entry(m))
		} else {
			others.WriteString(entry(m))
		}
	}
	for _, text := range []string{losses.String(), others.String(), apiCodes(), headlines(all), lossCodes(all)} {
		if _, err := fmt.Fprint(w, part, text); err != nil {
			return fmt.Errorf("write the list: %w", err)
		}
	}
	_, err := fmt.Fprint(w, part)
	return err
}

// entry is one message. The anchor is the code as it is printed: sites make headings of small letters into anchors.
func entry(m message.Message) string {
	text := fmt.Sprintf("<a id=%q></a>\n### %s\n\n**%s**\n\n", m.Code, m.Code, m.Headline)
	if m.Shared != "" {
		text += fmt.Sprintf("Further instances of a run: **%s**\n\n", m.Shared)
	}
	text += fmt.Sprintf("- Cause: %s\n- Remedy: %s\n", m.Cause, m.Remedy)
	if slices.Contains(policy.ReasonCodes(), m.Code) {
		text += "- `ignore_checks` takes this code.\n"
	}
	return text + "\n"
}

// headlines is the index: a row for each headline, in alphabetical order, with all of its codes.
func headlines(all []message.Message) string {
	codes := map[string][]string{}
	for _, m := range all {
		for _, headline := range slices.Compact([]string{m.Headline, m.Shared}) {
			codes[headline] = append(codes[headline], fmt.Sprintf("[`%s`](#%s)", m.Code, m.Code))
		}
	}
	delete(codes, "") // of those that share none
	text := "| headline | code |\n|---|---|\n"
	for _, headline := range slices.Sorted(maps.Keys(codes)) {
		text += fmt.Sprintf("| %s | %s |\n", headline, strings.Join(codes[headline], ", "))
	}
	return text
}

// lossCodes are the codes that should stop a pipeline, as a value of a shell variable.
func lossCodes(all []message.Message) string {
	const width = 100
	var codes, line string
	for _, m := range all {
		switch {
		case !m.Loss:
		case len(line)+len(m.Code) > width:
			codes, line = codes+line+"\n  ", m.Code
		default:
			line = strings.TrimSpace(line + " " + m.Code)
		}
	}
	return codes + line
}

// apiCodes has an entry for each row of the table of API codes.
func apiCodes() string {
	var text strings.Builder
	host := strings.NewReplacer("{Host}", "The host", "{host}", "the host", "{from}", " of the host")
	for _, row := range apicode.Rows() {
		failed := &rds.Error{Code: strings.Trim(row.Codes[0], "*")}
		failed.Denied.Action = "the action that the error names"
		if len(row.Actions) > 0 {
			failed.Action = row.Actions[0]
		}
		fmt.Fprintf(&text, "**%s**\n\n- Codes: `%s`%s\n- Code of the provider: [`%s`](#%s)\n- Remedy: %s\n\n",
			host.Replace(row.Summary), strings.Join(row.Codes, "`, `"), inAnswersTo(row.Actions),
			row.Kind, row.Kind, tfdiag.Remedy(failed))
	}
	return text.String()
}

// inAnswersTo names the calls that a row is limited to.
func inAnswersTo(actions []string) string {
	if len(actions) == 0 {
		return ""
	}
	return " in answers to `" + strings.Join(actions, "`, `") + "`"
}
