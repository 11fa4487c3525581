// SPDX-License-Identifier: MPL-2.0

package eligibility

import "strings"

// Instance holds the facts of an RDS instance that the rules read, spelled as the API spells them.
// Comparison ignores case. An empty field is a missing input.
type Instance struct {
	ID            string
	Region        string // the source region
	Engine        string // PostgreSQL, MySQL, SQLServer, MariaDB
	EngineVersion string // 16.0, 8.0, 2019_std_ha
	Category      string // the edition: Basic, HighAvailability, cluster, AlwaysOn, Finance, serverless_...
	StorageType   string // local_ssd, ephemeral_ssd, cloud_ssd, cloud_essd, general_essd, ...
	Class         string // pg.n4.2c.2m
	ClassType     string // s shared, x general-purpose, d dedicated, h dedicated host
	PayType       string // Postpaid, Prepaid, Serverless
	Role          string // Primary, Readonly, Guard, Temp
	MasterID      string // the primary instance of a read-only one
	BackupMethod  string // Physical or Snapshot; only the SQL Server rules read it
	Serverless    bool   // the API reported a serverless configuration
	ColdData      bool   // cold data archiving is on
	LockMode      string // Unlock, ManualLock, LockByExpiration, ...
	LockReason    string // why it is locked, such as instance_expired
	Status        string // Running, Released, ...
}

// Verdict says how sure a finding is.
type Verdict int

const (
	// Good means that nothing speaks against the instance.
	Good Verdict = iota
	// Suspicious means that the rule could not be decided: a missing or unfamiliar value, or an unconfirmed signal.
	Suspicious
	// Bad means that a document says the feature refuses such an instance.
	Bad
)

// String returns the verdict's name in lower case.
func (v Verdict) String() string {
	switch v {
	case Good:
		return "good"
	case Suspicious:
		return "suspicious"
	case Bad:
		return "bad"
	default:
		return "unknown verdict"
	}
}

// Finding is one reason why an instance cannot, or may not, have cross-region backup.
type Finding struct {
	Code      string // stable reason code, one of [Reasons]
	Verdict   Verdict
	Found     string // what the instance is, in words
	Why       string // the rule that it breaks or leaves open
	Do        string // the way out
	Attribute string // the Terraform attribute to show the finding on
}

// Message returns what was found, why it fails and what to do, as one paragraph.
func (f Finding) Message() string {
	return strings.Join([]string{f.Found, f.Why, f.Do}, " ")
}

// Worst returns the worst verdict among findings; [Good] for none.
func Worst(findings []Finding) Verdict {
	worst := Good
	for _, f := range findings {
		worst = max(worst, f.Verdict)
	}
	return worst
}

// newFinding fills the constant parts of a finding from the reason table.
func newFinding(code, found string) Finding {
	reason, _ := LookupReason(code)
	return Finding{
		Code: code, Verdict: reason.Verdict, Found: found, Why: reason.Sentence, Do: reason.Remedy, Attribute: "instance_id",
	}
}
