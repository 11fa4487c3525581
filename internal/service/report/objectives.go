// SPDX-License-Identifier: MPL-2.0

package report

// objective is a line of the chart that shows how far the copies of a fleet are from their objectives.
type objective struct {
	Label, Class string
	Count        int
	Width        float64 // in hundredths of the longest bar
}

// objectives counts the protected instances that have a status, from the best to the worst. Empty lines are left out.
func (r *report) objectives() []objective {
	lines := []objective{
		{Label: "RPO met, half of the time or more is left", Class: "good"},
		{Label: "RPO met, less than half of the time is left", Class: "good"},
		{Label: "RPO met by log copies", Class: "good"},
		{Label: "RPO missed, the copy is up to twice as old", Class: "bad"},
		{Label: "RPO missed, the copy is older", Class: "bad"},
		{Label: "RPO missed, there is no copy", Class: "bad"},
		{Label: "RPO not known", Class: "quiet"},
	}
	most := 0
	for _, row := range r.rows {
		if row.state != stateProtected || row.status == nil {
			continue
		}
		line := &lines[row.status.objectiveLine()]
		line.Count++
		most = max(most, line.Count)
	}
	var shown []objective
	for _, line := range lines {
		if line.Count > 0 {
			line.Width = 100 * float64(line.Count) / float64(most)
			shown = append(shown, line)
		}
	}
	return shown
}

// objectiveLine is the line of a status in the chart. What the status says decides; the age only tells more.
func (s *status) objectiveLine() int {
	within := func(factor float64) bool {
		return s.ageHours != nil && s.rpoHours != nil && *s.ageHours <= factor**s.rpoHours
	}
	switch {
	case s.rpoState == rpoMet && within(0.5):
		return 0
	case s.rpoState == rpoMet && within(1):
		return 1
	case s.rpoState == rpoMet:
		return 2
	case s.rpoState == rpoMissed && s.ageHours == nil:
		return 5
	case s.rpoState == rpoMissed && within(2):
		return 3
	case s.rpoState == rpoMissed:
		return 4
	}
	return 6
}
