// SPDX-License-Identifier: MPL-2.0

package report

import (
	_ "embed"
	"fmt"
	"html/template"
	"strings"
	"sync"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/eligibility"
)

//go:embed report.html.tmpl
var pageText string

// page escapes every value by the place where it stands. The template holds the styles, and no script.
var page = sync.OnceValues(func() (*template.Template, error) { return template.New("report").Parse(pageText) })

// view is what the template shows. Every text in it may hold anything.
type view struct {
	AsOf              string
	Total, WithStatus int
	Figures           []figure
	Shares            []share
	Objectives        []objective
	Sections          []section
}

// figure is a number of the summary.
type figure struct {
	Label, Value, Note, Class string
}

// share is a part of the bar that shows how many instances have which state.
type share struct {
	Class       string
	From, Width float64
}

// section is the table of the instances of one state.
type section struct {
	ID, Title, Meaning, Class string
	Rows                      []line
}

// line is an instance in a table.
type line struct {
	Description, ID, Region, Engine      string
	Destination, DestinationName, Border string
	BorderKept                           bool // copies stay in the area of the instance
	Copy                                 copyView
	Retention, Logs, Cost, Expires       string
	Tasks                                []taskView
	Reasons                              []reasonView
	Note                                 string // where there is no task
	Missing                              string // stands for a value that is not there
}

type taskView struct{ Problem, Next string }

type reasonView struct{ Code, Message string }

// copyView is the age of the newest copy against its objective.
type copyView struct {
	Time, Age, Objective, State, Class string
	HasBar                             bool
	// Width is the age, in hundredths of the bar. The objective stands in the middle of every bar.
	Width float64
}

func (r *report) html() (string, error) {
	parsed, err := page()
	if err != nil {
		return "", fmt.Errorf("read the template of the report: %w", err)
	}
	var text strings.Builder
	if err := parsed.Execute(&text, r.view()); err != nil {
		return "", fmt.Errorf("make the report: %w", err)
	}
	return text.String(), nil
}

func (r *report) view() view {
	v := view{
		AsOf: minute(r.asOf), Total: len(r.rows), WithStatus: r.withStatus, Figures: r.figures(),
		Objectives: r.objectives(),
	}
	from := 0.0
	for _, state := range states() {
		share := share{Class: state.class, From: from, Width: 100 * float64(r.counts[state.name]) / float64(max(1, v.Total))}
		from += share.Width
		v.Shares = append(v.Shares, share)
		section := section{
			ID: strings.ToLower(state.name), Title: state.title, Meaning: state.meaning, Class: state.class,
		}
		for _, row := range r.rows {
			if row.state == state.name {
				section.Rows = append(section.Rows, row.line())
			}
		}
		v.Sections = append(v.Sections, section)
	}
	return v
}

// state is how a state of the coverage is shown.
type state struct{ name, title, meaning, class string }

func states() []state {
	return []state{
		{stateUnprotected, "Unprotected", "Backups are not copied to another region. Copies from before may remain.", "bad"},
		{stateProtected, "Protected", "Backups are copied to another region.", "good"},
		{stateReleased, "Released", "The instance is gone. Copies that remain are charged until they expire.", "quiet"},
	}
}

func (r *report) figures() []figure {
	number := func(label string, count int, note, class string) figure {
		if count == 0 {
			class = ""
		}
		return figure{label, fmt.Sprint(count), note, class}
	}
	figures := []figure{
		number("Need action", r.action, fmt.Sprintf("of %s", counted(len(r.rows), "instance", "instances")), "bad"),
		number("Unprotected", r.counts[stateUnprotected], fmt.Sprintf("%d could have a policy", r.eligible), "bad"),
		number("Protected", r.counts[stateProtected], "", "good"),
		number("Released", r.counts[stateReleased], "copies may remain", "quiet"),
	}
	if r.withStatus > 0 {
		figures = append(figures, number("RPO missed", r.rpo[rpoMissed],
			fmt.Sprintf("%d met, %d not known", r.rpo[rpoMet], r.rpo[rpoUnknown]), "bad"))
	}
	if r.withCost > 0 {
		figures = append(figures, figure{
			"Storage a month", dollars(r.monthlyUSD), "known of " + counted(r.withCost, "instance", "instances"), "",
		})
	}
	return figures
}

func (w *row) line() line {
	crosses, known := eligibility.CrossBorder(w.region, w.destination)
	l := line{
		Description: w.description, ID: w.id, Region: w.region,
		Engine:      strings.TrimSpace(w.engine + " " + w.engineVersion),
		Destination: w.destination, Border: w.border(), BorderKept: known && !crosses, Copy: w.copyView(),
		Note: w.note(),
		Logs: map[bool]string{true: "with logs", false: "without logs"}[isTrue(w.logBackup)],
	}
	if region, listed := eligibility.LookupRegion(w.destination); listed {
		l.DestinationName = region.Name
	}
	l.Missing = "not known"
	if w.destination == "" && w.state == stateUnprotected {
		l.Missing = "none"
	}
	if w.retentionDays != nil {
		l.Retention = counted(int(*w.retentionDays), "day", "days")
	}
	if w.logBackup == nil || w.destination == "" {
		l.Logs = ""
	}
	l.Expires = day(w.lastExpiry())
	if cost := w.monthlyCost(); cost != nil {
		l.Cost = dollars(*cost)
	}
	for _, task := range w.tasks {
		l.Tasks = append(l.Tasks, taskView{task.problem, task.next})
	}
	for _, reason := range w.reasons {
		l.Reasons = append(l.Reasons, reasonView{reason.code, reason.message})
	}
	return l
}

// note is what to know of an instance that needs no action.
func (w *row) note() string {
	switch {
	case w.state == stateReleased && w.survives != nil && !*w.survives:
		return "Its copies were deleted with it."
	case w.state == stateReleased:
		return "To delete the copies and end charges within 7 days, set deletion_policy = \"DISABLE_AND_EXPIRE\", apply, " +
			"and then destroy its policy."
	case w.status == nil:
		return "No status was passed."
	case w.status.ageHours == nil:
		return "The age of its copies is not known."
	}
	return "Nothing to do."
}

func (w *row) copyView() copyView {
	v := copyView{Time: minute(w.latest()), Class: "quiet"}
	s := w.status
	if s == nil {
		return v
	}
	switch s.rpoState {
	case rpoMet:
		v.State, v.Class = "RPO met", "good"
	case rpoMissed:
		v.State, v.Class = "RPO missed", "bad"
	case rpoUnknown:
		v.State = "RPO not known"
	}
	if s.ageHours == nil {
		return v
	}
	v.Age = hours(*s.ageHours)
	if s.logEndTime.After(s.latestTime) {
		v.State += ", logs until " + minute(s.logEndTime)
		v.State = strings.TrimPrefix(v.State, ", ")
	}
	if s.rpoHours != nil && *s.rpoHours > 0 {
		v.HasBar, v.Objective = true, hours(*s.rpoHours)
		v.Width = min(100, 50**s.ageHours / *s.rpoHours)
	}
	return v
}

func day(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.DateOnly)
}
