// SPDX-License-Identifier: MPL-2.0

package main

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"
	"time"
)

// The budgets that no other table has.
const (
	budgetBinary = 35_000_000 // bytes
	budgetWall   = 300 * time.Millisecond
	budgetMemory = 40_000 // kilobytes
	budgetCreate = 2.3    // calls a policy
	budgetExtra  = 60     // calls
)

// official is what the official provider 1.289 was measured to need for a plan of 1,000, by variant.
func official() map[string]string {
	return map[string]string{
		"plan, 30 ms a call":      "1.37 x",
		"plan, 200 ms a call":     "about 3.5 x",
		"plan, 20 calls a second": "825 of 1,000 reads fail",
	}
}

// table is a text with columns.
type table struct{ w *tabwriter.Writer }

func newTable(out io.Writer, head ...string) table {
	t := table{tabwriter.NewWriter(out, 0, 0, 3, ' ', 0)}
	t.row(head...)
	return t
}

func (t table) row(cells ...string) {
	fmt.Fprintln(t.w, strings.TrimRight(strings.Join(cells, "\t"), "\t"))
}

// print writes all tables.
func (r results) print(out io.Writer) error {
	budgets := newTable(out, "WHAT", "OURS", "BUDGET", "OFFICIAL 1.289", "", "HOW")
	r.one.rows(budgets)
	for _, p := range r.fleets {
		if p.policies == budgeted {
			p.budgetRows(budgets)
		}
	}
	for _, c := range r.changes {
		c.budgetRows(budgets)
	}
	err := budgets.w.Flush()
	if err == nil && len(r.fleets) > 0 {
		err = printPlans(out, r.fleets)
	}
	if err == nil && len(r.fleets) > 1 {
		err = printGrowth(out, r.fleets)
	}
	for _, c := range r.changes {
		if err == nil {
			err = c.print(out)
		}
	}
	return err
}

func (o one) rows(t table) {
	wall, trivial, bare := median(o.wall), median(o.trivial), median(o.bare)
	t.row("stripped binary", fmt.Sprintf("%.1f MB", float64(o.size)/1e6), fmt.Sprintf("<= %.1f MB", budgetBinary/1e6), "302 MB",
		verdict(o.size <= budgetBinary), "CGO_ENABLED=0 go build -trimpath -ldflags \"-s -w\"")
	t.row("plan of 1 policy, wall", seconds(wall), "<= "+seconds(budgetWall), "1.41 s", verdict(wall <= budgetWall),
		fmt.Sprintf("terraform plan, median of %d; the best took %s", len(o.wall), seconds(slices.Min(o.wall))))
	t.row("the same over a trivial provider", fmt.Sprintf("%.2f x", wall.Seconds()/trivial.Seconds()), "", "", "",
		fmt.Sprintf("terraform plan of one resource that does nothing took %s; the best took %s", seconds(trivial), seconds(slices.Min(o.trivial))))
	t.row("plan without a provider, wall", seconds(bare), "", "", "",
		"the same with terraform_data: what the CLI alone needs here; the best took "+seconds(slices.Min(o.bare)))
	t.row("plan of 1 policy, provider memory", megabytes(o.memory), "<= "+megabytes(budgetMemory), "174 MB", verdict(o.memory <= budgetMemory),
		"largest resident memory of the provider's processes in terraform plan")
	t.row("plan of 1 policy, API calls", fmt.Sprint(o.calls), "", "1", "", "GET /_emulator/calls after terraform plan")
}

func (p *planned) budgetRows(t table) {
	name := fmt.Sprintf("plan of %d policies", p.policies)
	for _, v := range variants() {
		if !p.made(v.name) {
			continue
		}
		how := fmt.Sprintf("terraform plan without a change, median of %d rounds", len(p.rounds))
		if calls := median(all(p, v.name, measured.total)); v.calls > 0 {
			t.row(name+", API calls", fmt.Sprint(calls), fmt.Sprintf("<= %d", v.calls), "1,000", verdict(calls <= v.calls), how)
		}
		if ratio := p.ratio(v.name); v.ratio > 0 {
			t.row("the same, "+strings.TrimPrefix(v.name, "plan, "), fmt.Sprintf("%.2f x", ratio), fmt.Sprintf("<= %.1f x", v.ratio), official()[v.name],
				verdict(ratio <= v.ratio), how+", each over the plan of its round at 0 ms")
		}
	}
}

func (c changed) budgetRows(t table) {
	calls := float64(c.create.total()) / float64(c.policies)
	create, extra, fits, fitsChange, fitsDestroy := "", "", "", "", ""
	if c.policies == budgeted {
		create, extra = fmt.Sprintf("<= %.1f", budgetCreate), fmt.Sprintf("<= %d", budgetExtra)
		fits, fitsChange, fitsDestroy = verdict(calls <= budgetCreate), verdict(c.extra(c.change) <= budgetExtra), verdict(c.extra(c.destroy) <= budgetExtra)
	}
	t.row(fmt.Sprintf("first apply of %d, calls a policy", c.policies), fmt.Sprintf("%.2f", calls), create, "2.0, unchecked", fits, "terraform apply")
	t.row(fmt.Sprintf("change of %d, extra calls for warnings", c.policies), fmt.Sprint(c.extra(c.change)), extra, "no warning", fitsChange,
		"terraform plan -out, and apply, of a shorter retention")
	t.row(fmt.Sprintf("destroy of %d, extra calls for warnings", c.policies), fmt.Sprint(c.extra(c.destroy)), extra, "no warning", fitsDestroy,
		"terraform plan -destroy -out, and apply")
}

// printPlans writes every figure of the plans, each the median of its rounds.
func printPlans(out io.Writer, fleets []*planned) error {
	fmt.Fprintln(out)
	t := newTable(out, "STATE", "REGION", "COMMAND", "CALLS", "WALL", "OVER 0 ms", "CPU TERRAFORM", "CPU PROVIDER", "PROVIDER MEMORY", "ROUNDS")
	for _, p := range fleets {
		for _, v := range variants() {
			if !p.made(v.name) {
				continue
			}
			t.row(fmt.Sprint(p.policies), fmt.Sprint(inRegion(p.policies)), v.name, fmt.Sprint(median(all(p, v.name, measured.total))),
				seconds(median(all(p, v.name, wall))), fmt.Sprintf("%.2f x", p.ratio(v.name)),
				seconds(median(all(p, v.name, terraformCPU))), seconds(median(all(p, v.name, providerCPU))),
				megabytes(median(all(p, v.name, memory))), fmt.Sprint(len(all(p, v.name, wall))))
		}
	}
	return t.w.Flush()
}

// printGrowth writes what each further policy costs, from one size to the next.
func printGrowth(out io.Writer, fleets []*planned) error {
	fmt.Fprintln(out)
	t := newTable(out, "EACH POLICY MORE", "COMMAND", "CALLS", "WALL", "CPU TERRAFORM", "CPU PROVIDER", "PROVIDER MEMORY")
	for _, v := range []variant{variants()[0], variants()[len(variants())-1]} {
		for i := range fleets[1:] {
			from, to := fleets[i], fleets[i+1]
			if !from.made(v.name) || !to.made(v.name) {
				continue
			}
			more := float64(to.policies - from.policies)
			each := func(figure func(measured) time.Duration) string {
				grown := median(all(to, v.name, figure)) - median(all(from, v.name, figure))
				return fmt.Sprintf("%.2f ms", grown.Seconds()*1000/more)
			}
			calls := median(all(to, v.name, measured.total)) - median(all(from, v.name, measured.total))
			kilobytes := median(all(to, v.name, memory)) - median(all(from, v.name, memory))
			t.row(fmt.Sprintf("from %d to %d", from.policies, to.policies), v.name, fmt.Sprintf("%.3f", float64(calls)/more),
				each(wall), each(terraformCPU), each(providerCPU), fmt.Sprintf("%.1f kB", float64(kilobytes)/more))
		}
	}
	return t.w.Flush()
}

// print writes every figure of the changes.
func (c changed) print(out io.Writer) error {
	fmt.Fprintln(out)
	t := newTable(out, "FLEET", "REGION", "COMMAND", "CALLS", "A POLICY", "WALL", "CPU TERRAFORM", "CPU PROVIDER", "PROVIDER MEMORY", "CALLS BY ACTION")
	for _, row := range []struct {
		command string
		m       measured
	}{
		{"apply, first", c.create},
		{"plan, no change", c.noop},
		{"plan, shorter retention", c.change[0]},
		{"apply of that", c.change[1]},
		{"plan -destroy", c.destroy[0]},
		{"apply " + manyAtOnce + " of that", c.destroy[1]},
	} {
		t.row(fmt.Sprint(c.policies), fmt.Sprint(inRegion(c.policies)), row.command, fmt.Sprint(row.m.total()),
			fmt.Sprintf("%.2f", float64(row.m.total())/float64(c.policies)), seconds(row.m.wall), seconds(row.m.terraform), seconds(row.m.provider),
			megabytes(row.m.memory), byAction(row.m.calls))
	}
	return t.w.Flush()
}

// byAction lists how often each action was called, the most frequent first.
func byAction(calls map[string]int) string {
	names := slices.SortedFunc(maps.Keys(calls), func(a, b string) int { return cmp.Or(cmp.Compare(calls[b], calls[a]), cmp.Compare(a, b)) })
	for i, name := range names {
		names[i] = fmt.Sprintf("%d %s", calls[name], name)
	}
	return strings.Join(names, ", ")
}

func wall(m measured) time.Duration         { return m.wall }
func terraformCPU(m measured) time.Duration { return m.terraform }
func providerCPU(m measured) time.Duration  { return m.provider }
func memory(m measured) int64               { return m.memory }

func seconds(d time.Duration) string   { return fmt.Sprintf("%.2f s", d.Seconds()) }
func megabytes(kilobytes int64) string { return fmt.Sprintf("%.1f MB", float64(kilobytes)/1e3) }

func verdict(within bool) string {
	if within {
		return "within"
	}
	return "OVER"
}
