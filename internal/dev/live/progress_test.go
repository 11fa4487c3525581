// SPDX-License-Identifier: MPL-2.0

package live

import (
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
)

// How long steps take on the cloud.
const (
	takesSeconds = "seconds"
	takesMinutes = "minutes as a rule, hours if a backup starts"
)

// step is a step of a case with what is said of it.
type step struct {
	does, takes string
	resource.TestStep
}

// progress says which step of a case runs, how long that may take, and how long it took.
type progress struct {
	out  io.Writer
	now  func() time.Time
	name string

	current string // what the running step is called; empty while none runs
	begun   time.Time
}

// along returns the steps for the testing library, which says of each when it begins.
func (p *progress) along(steps []step) []resource.TestStep {
	var plain []resource.TestStep
	for i, s := range steps {
		s.PreConfig = func() {
			p.end()
			p.current, p.begun = fmt.Sprintf("%s, step %d of %d", p.name, i+1, len(steps)), p.now()
			fmt.Fprintf(p.out, "%s: %s (%s) ...\n", p.current, s.does, s.takes)
		}
		plain = append(plain, s.TestStep)
	}
	return plain
}

// end says that the running step is done. The library has no word for that: it is done when another one begins, or the
// case ends.
func (p *progress) end() {
	if p.current != "" {
		fmt.Fprintf(p.out, "%s: done after %s.\n", p.current, p.now().Sub(p.begun).Round(time.Second))
	}
	p.current = ""
}

func TestProgress(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	clock := time.Unix(0, 0)
	p := progress{out: &out, now: func() time.Time { return clock }, name: "TestCase"}
	for i, s := range p.along([]step{
		{does: "switch it on", takes: takesMinutes}, {does: "plan again", takes: takesSeconds},
	}) {
		s.PreConfig()
		clock = clock.Add(time.Duration(i+1) * 90 * time.Second)
	}
	p.end()
	p.end()
	const want = "TestCase, step 1 of 2: switch it on (minutes as a rule, hours if a backup starts) ...\n" +
		"TestCase, step 1 of 2: done after 1m30s.\n" +
		"TestCase, step 2 of 2: plan again (seconds) ...\n" +
		"TestCase, step 2 of 2: done after 3m0s.\n"
	if out.String() != want {
		t.Errorf("said\n%swant\n%s", out.String(), want)
	}
}
