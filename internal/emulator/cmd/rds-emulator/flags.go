// SPDX-License-Identifier: MPL-2.0

package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
	"github.com/geobackup/terraform-provider-apsaradb/internal/version"
)

// options are the command line, checked.
type options struct {
	addr      string
	readyFile string
	stateFile string
	trustFile string // gets the certificate that clients have to trust; none means HTTP
	publicURL string
	verbose   bool
	emulator  []emulator.Option
}

const usageText = `Usage: rds-emulator [flags]

Serves the emulated API of ApsaraDB RDS, with STS and RAM, on one port until it is
interrupted. The control API is below /_emulator/.

`

const (
	quotaUsage = "calls a second: `account=20` for all calls of an account, action=10 for each action,\n" +
		"or an action's name and its figure; may be repeated"
	stateUsage = "keep the fleet in the file of this `path`: read at the start if it exists, and written at the end"
	tlsUsage   = "answer by HTTPS, and write the certificate that clients have to trust to this `path`"
	guessUsage = "`id=value` of a guess about the real API; may be repeated; -list-guesses shows them"
)

func parse(args []string, out, usage io.Writer) (options, error) {
	var o options
	flags := flag.NewFlagSet("rds-emulator", flag.ContinueOnError)
	flags.SetOutput(usage)
	flags.StringVar(&o.addr, "addr", "127.0.0.1:0", "`host:port` to listen on; port 0 takes a free one")
	flags.StringVar(&o.publicURL, "public-url", "", "`URL` under which clients reach the server, where that is not -addr")
	o.files(flags)
	flags.BoolVar(&o.verbose, "v", false, "write a line for each call to standard error")
	remote := flags.Bool("allow-remote", false, "allow an address that other machines can reach")
	seedFile := flags.String("seed", "", "`path` of a JSON file that describes the fleet; none means the built-in fleet")
	speed := flags.Float64("speed", 1, "`factor` of the fleet's clock over real time; 0 stops it")
	var quota emulator.Quota
	flags.Func("quota", quotaUsage, func(text string) error { return setQuota(&quota, text) })
	flags.Func("guess", guessUsage, o.addGuess)
	var random emulator.RandomFaults
	flags.Float64Var(&random.Rate, "random-faults", 0, "`share` of calls that fail at random, such as 0.2; 0 means none")
	flags.Uint64Var(&random.Seed, "random-faults-seed", 1, "`number` that chooses which calls fail; the same one repeats")
	list := flags.Bool("list-guesses", false, "show every guess with its values, and stop")
	showVersion := flags.Bool("version", false, "print version and commit, and stop")
	flags.Usage = func() {
		_, _ = io.WriteString(usage, usageText)
		flags.PrintDefaults()
	}
	if err := flags.Parse(args); err != nil {
		return o, err
	}
	if *showVersion {
		_, _ = fmt.Fprintln(out, version.Line("rds-emulator"))
		return o, flag.ErrHelp
	}
	if *list {
		_, _ = io.WriteString(out, guessList())
		return o, flag.ErrHelp
	}
	if flags.NArg() > 0 {
		return o, fmt.Errorf("unexpected argument %q", flags.Arg(0))
	}
	if err := checkAddress(o.addr, *remote); err != nil {
		return o, err
	}
	seed, err := readSeed("-seed", *seedFile)
	if err != nil {
		return o, err
	}
	if !(*speed >= 0 && *speed <= emulator.MaxSpeed) {
		return o, fmt.Errorf("-speed is %v: use 0, or a positive number of at most %d", *speed, emulator.MaxSpeed)
	}
	if !(random.Rate >= 0 && random.Rate <= 1) {
		return o, fmt.Errorf("-random-faults is %v: use a number from 0 to 1", random.Rate)
	}
	o.emulator = append(o.emulator, emulator.WithSeed(seed), emulator.WithQuota(quota), clockOption(*speed))
	if o.publicURL != "" {
		o.emulator = append(o.emulator, emulator.WithPublicURL(o.publicURL))
	}
	if random.Rate != 0 {
		o.emulator = append(o.emulator, emulator.WithRandomFaults(random))
	}
	return o, nil
}

func (o *options) addGuess(text string) error {
	id, value, ok := strings.Cut(text, "=")
	if !ok {
		return errors.New("want id=value; -list-guesses shows the ids")
	}
	o.emulator = append(o.emulator, emulator.WithGuess(id, value))
	return nil
}

// files adds the flags of files that the command writes.
func (o *options) files(flags *flag.FlagSet) {
	flags.StringVar(&o.readyFile, "ready-file", "", "write the base URL to this `path` once the server listens")
	flags.StringVar(&o.stateFile, "state", "", stateUsage)
	flags.StringVar(&o.trustFile, "tls", "", tlsUsage)
}

// clockOption stops the clock at speed 0, which WithSpeed refuses.
func clockOption(speed float64) emulator.Option {
	if speed == 0 {
		return emulator.WithManualClock(time.Time{})
	}
	return emulator.WithSpeed(speed)
}

func setQuota(quota *emulator.Quota, text string) error {
	name, figure, ok := strings.Cut(text, "=")
	limit, err := strconv.Atoi(figure)
	if !ok || err != nil || limit < 0 {
		return errors.New("want account=20, action=10 or the name of an action and its figure, such as DescribeRegions=5")
	}
	switch name {
	case "account":
		quota.PerAccount = limit
	case "action":
		quota.PerAction = limit
	default:
		if quota.Actions == nil {
			quota.Actions = map[string]int{}
		}
		quota.Actions[name] = limit
	}
	return nil
}

// checkAddress refuses an address that other machines can reach, unless that was asked for. The keys are public, and
// the control API needs none.
func checkAddress(addr string, remote bool) error {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return fmt.Errorf("-addr: %w", err)
	}
	ip := net.ParseIP(host)
	if remote || host == "localhost" || ip != nil && ip.IsLoopback() {
		return nil
	}
	return fmt.Errorf("-addr %s can be reached by other machines: use a loopback address, or -allow-remote", addr)
}

// readSeed reads the seed of a flag.
func readSeed(name, path string) (fleet.Seed, error) {
	if path == "" {
		return fleet.DefaultSeed(), nil
	}
	file, err := os.Open(path)
	if err != nil {
		return fleet.Seed{}, fmt.Errorf("%s: %w", name, err)
	}
	defer func() { _ = file.Close() }()
	seed, err := fleet.ReadSeed(file)
	if err != nil {
		return seed, fmt.Errorf("%s %s: %w", name, path, err)
	}
	return seed, nil
}

func guessList() string {
	var b strings.Builder
	for _, guess := range emulator.Guesses() {
		values := strings.Join(guess.Values, "|")
		if values == "" {
			values = guess.Kind
		}
		fmt.Fprintf(&b, "  %-28s %s (default %s)\n  %28s %s\n", guess.ID, values, guess.Default, "", guess.Sentence)
	}
	return b.String()
}
