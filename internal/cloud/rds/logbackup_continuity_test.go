// SPDX-License-Identifier: MPL-2.0

package rds_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

var logDay = time.Date(2026, 1, 15, 0, 0, 0, 0, time.UTC)

// logFile is a file of cn-beijing with begin and end in minutes of a day. The name may begin with another host and
// region, as in "2@cn-shanghai/mysql-bin.000001".
func logFile(name string, begin, end int) rds.LogBackup {
	log := rds.LogBackup{ID: name, DestinationRegion: "cn-beijing", HostInstanceID: "1", FileName: name}
	if place, file, ok := strings.Cut(name, "/"); ok {
		log.HostInstanceID, log.DestinationRegion, _ = strings.Cut(place, "@")
		log.FileName = file
	}
	if begin >= 0 {
		log.BeginTime = logDay.Add(time.Duration(begin) * time.Minute)
	}
	if end >= 0 {
		log.EndTime = logDay.Add(time.Duration(end) * time.Minute)
	}
	return log
}

func described(c rds.LogContinuity) string {
	if c.Unplaced > 0 {
		return fmt.Sprintf("%d unplaced", c.Unplaced)
	}
	minute := func(at time.Time) int { return int(at.Sub(logDay).Minutes()) }
	if c.To.IsZero() {
		return "none"
	}
	text := fmt.Sprintf("%d-%d", minute(c.From), minute(c.To))
	for _, gap := range c.Gaps {
		text += fmt.Sprintf(", gap %d-%d", minute(gap.From), minute(gap.To))
		if gap.MissingFiles > 0 {
			text += fmt.Sprintf(" of %d", gap.MissingFiles)
		}
		if gap.DestinationRegion != "cn-beijing" {
			text += " in " + gap.DestinationRegion
		}
	}
	return text
}

func TestLogContinuityOf(t *testing.T) {
	t.Parallel()
	const bin, wal, shanghai = "rm-1_1_mysql-bin.", "pgm-1_1_", "1@cn-shanghai/"
	for name, row := range map[string]struct {
		logs []rds.LogBackup
		want string
	}{
		"none":             {nil, "none"},
		"one":              {[]rds.LogBackup{logFile("a.trn", 5, 10)}, "5-10"},
		"times that touch": {[]rds.LogBackup{logFile("b.trn", 10, 15), logFile("a.trn", 5, 10)}, "5-15"},
		"times that overlap": {
			[]rds.LogBackup{logFile("a.trn", 5, 20), logFile("b.trn", 10, 15), logFile("c.trn", 20, 25)}, "5-25",
		},
		"times with a gap": {[]rds.LogBackup{logFile("a.trn", 5, 10), logFile("b.trn", 11, 15)}, "11-15, gap 10-11"},
		"two gaps, the newest first": {
			[]rds.LogBackup{logFile("a.trn", 0, 1), logFile("b.trn", 2, 3), logFile("c.trn", 9, 9)}, "9-9, gap 3-9, gap 1-2",
		},
		"no begin": {[]rds.LogBackup{logFile("a.trn", -1, 10), logFile("b.trn", 11, 15)}, "1 unplaced"},
		"no end":   {[]rds.LogBackup{logFile("a.trn", 5, -1)}, "1 unplaced"},

		"MySQL, idle between two numbers": {
			[]rds.LogBackup{logFile(bin+"000001", 0, 5), logFile(bin+"000002", 50, 60)}, "0-60",
		},
		"MySQL, a number is missing": {
			[]rds.LogBackup{logFile(bin+"000001", 0, 5), logFile(bin+"000004", 20, 30)}, "20-30, gap 5-20 of 2",
		},
		"MySQL, a number is missing though the times touch": {
			[]rds.LogBackup{logFile(bin+"000001", 0, 5), logFile(bin+"000003", 5, 9)}, "5-9, gap 5-5 of 1",
		},
		"MySQL, a number is missing though the times overlap": {
			[]rds.LogBackup{logFile(bin+"000001", 0, 10), logFile(bin+"000003", 8, 12)}, "8-12, gap 8-8 of 1",
		},
		"MySQL, seven digits": {
			[]rds.LogBackup{logFile(bin+"999999", 0, 5), logFile(bin+"1000000", 6, 9)}, "0-9",
		},
		"MySQL, compressed": {
			[]rds.LogBackup{logFile(bin+"000001.gz", 0, 5), logFile(bin+"000002.gz", 6, 9)}, "0-9",
		},
		"MySQL, the numbering starts again": {
			[]rds.LogBackup{logFile(bin+"000230", 0, 5), logFile(bin+"000001", 5, 9), logFile(bin+"000002", 9, 12)}, "0-12",
		},
		"MySQL, it starts again later": {
			[]rds.LogBackup{logFile(bin+"000230", 0, 5), logFile(bin+"000001", 7, 9)}, "7-9, gap 5-7",
		},
		"MySQL, two hosts with numbers of their own": {
			[]rds.LogBackup{logFile(bin+"000001", 0, 5), logFile("2@cn-beijing/"+bin+"000900", 4, 9)}, "0-9",
		},
		"MySQL, another host has what is missing": {
			[]rds.LogBackup{
				logFile(bin+"000001", 0, 5), logFile(bin+"000003", 8, 9), logFile("2@cn-beijing/"+bin+"000900", 4, 12),
			}, "0-12",
		},
		"MySQL, another host only touches it": {
			[]rds.LogBackup{
				logFile(bin+"000001", 0, 5), logFile(bin+"000003", 5, 9), logFile("2@cn-beijing/"+bin+"000900", 0, 5),
			}, "5-9, gap 5-5 of 1",
		},
		"MySQL, another host has exactly what is missing": {
			[]rds.LogBackup{
				logFile(bin+"000001", 0, 5), logFile(bin+"000003", 8, 9), logFile("2@cn-beijing/"+bin+"000900", 5, 8),
			}, "0-9",
		},
		"MySQL, another host has a part of what is missing": {
			[]rds.LogBackup{
				logFile(bin+"000001", 0, 5), logFile(bin+"000003", 8, 9), logFile("2@cn-beijing/"+bin+"000900", 7, 20),
			}, "7-20, gap 5-7",
		},
		"MySQL, another host has the other part": {
			[]rds.LogBackup{
				logFile(bin+"000001", 0, 5), logFile(bin+"000003", 8, 9), logFile("2@cn-beijing/"+bin+"000900", 4, 7),
			}, "8-9, gap 7-8",
		},
		"MySQL, a failover that left a hole": {
			[]rds.LogBackup{logFile(bin+"000001", 0, 5), logFile("2@cn-beijing/"+bin+"000900", 6, 9)}, "6-9, gap 5-6",
		},

		"PostgreSQL, idle": {
			[]rds.LogBackup{
				logFile(wal+"0000000100000002000000FE", 0, 5), logFile(wal+"0000000100000002000000FF", 50, 60),
				logFile(wal+"000000010000000300000000", 70, 80),
			}, "0-80",
		},
		"PostgreSQL, a segment is missing": {
			[]rds.LogBackup{
				logFile(wal+"000000010000000200000005", 0, 5), logFile(wal+"000000010000000200000007", 5, 6),
			}, "5-6, gap 5-5 of 1",
		},
		"PostgreSQL, a failover goes on under another timeline and host": {
			[]rds.LogBackup{
				logFile(wal+"000000010000000200000005", 0, 5),
				logFile("2@cn-beijing/"+wal+"000000020000000200000005", 5, 7),
				logFile("2@cn-beijing/"+wal+"000000020000000200000006", 8, 9),
			}, "0-9",
		},
		"PostgreSQL, segments of 64 MB": {
			[]rds.LogBackup{
				logFile(wal+"00000001000000020000003F", 0, 5), logFile(wal+"000000010000000300000000", 5, 6),
			}, "0-6",
		},
		"PostgreSQL, segments of 64 MB and a hole": {
			[]rds.LogBackup{
				logFile(wal+"00000001000000020000003F", 0, 5), logFile(wal+"000000010000000300000000", 6, 7),
			}, "6-7, gap 5-6",
		},

		"two destinations are never joined": {
			[]rds.LogBackup{logFile(shanghai+"a.trn", 0, 5), logFile("b.trn", 5, 9)}, "5-9",
		},
		"a gap of an earlier destination": {
			[]rds.LogBackup{logFile(shanghai+"a.trn", 0, 2), logFile(shanghai+"c.trn", 3, 5), logFile("b.trn", 5, 9)},
			"5-9, gap 2-3 in cn-shanghai",
		},
		"two destinations that end together": {
			[]rds.LogBackup{logFile(shanghai+"a.trn", 0, 9), logFile("b.trn", 5, 9)}, "0-9",
		},
	} {
		if got := described(rds.LogContinuityOf(row.logs)); got != row.want {
			t.Errorf("%s: %s, want %s", name, got, row.want)
		}
	}
}
