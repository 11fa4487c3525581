// SPDX-License-Identifier: MPL-2.0

package rds_test

import (
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
)

// verdict is what a client can conclude from what it got.
type verdict int

const (
	// clean: nothing is wrong.
	clean verdict = iota
	// refused: not carried out, however often it is asked.
	refused
	// renewed: not carried out, because the keys have ended. With other keys the call can succeed.
	renewed
	// later: not carried out, because it was one call too many.
	later
	// busy: not carried out now.
	busy
	// unclear: nobody knows whether it was carried out.
	unclear
)

// meaning is what a fault does to one call.
type meaning struct {
	verdict verdict
	class   rds.Class
	// done says that the call is carried out nevertheless, and accepted that its answer has a status of success.
	done, accepted bool
}

// fault is one thing that goes wrong in a cloud.
type fault struct {
	name string
	says meaning
	// inject lets it go wrong for one call of the row's action, or for all of them.
	inject func(c *cloud, r row, forever bool)
	// hit tells the calls that it went wrong for.
	hit func(emulator.Call) bool
	// keys says that it is about the signature of any call, and lasting that it does not go away.
	keys, lasting bool
	// documented are the actions that are documented to answer so; nil is all.
	documented map[string]bool
}

// skips leaves out what makes no sense: a lasting fault that happens once, and a fault of any call where a later call
// is meant. A code that the action does not document happens once. One refusal is enough for a second page, because
// those clouds are large.
func (f fault) skips(r row, forever bool) bool {
	switch {
	case f.name == "other-instance" && (r.action == rows || r.action == listing && r.about != "one"):
		return true // a list of one instance many times over, which is not complete
	case f.lasting && !forever, f.keys && (r.kind == readsBack || r.nth > 0 || r.method == "RecoveryWindow"):
		return true
	case f.documented == nil:
		return false
	}
	return r.nth > 1 && f.says.verdict == refused && f.name != "Forbidden.RAM" || forever && !f.documented[r.action]
}

// documentedCodes reads which actions document a code, by code.
func documentedCodes(t *testing.T) map[string]map[string]bool {
	t.Helper()
	raw, err := os.ReadFile("../apicode/testdata/documented_codes.txt")
	if err != nil {
		t.Fatal(err)
	}
	blocks, actions := map[string][]string{}, map[string]map[string]bool{}
	var block, action string
	for line := range strings.Lines(string(raw)) {
		fields := strings.Fields(strings.TrimRight(line, "]\n"))
		var codes []string
		switch {
		case len(fields) == 0, fields[0] == "#":
		case fields[0] == "[block":
			block, action = fields[1], ""
		case fields[0] == "[action":
			block, action = "", fields[1]
		case fields[0] == "include":
			codes = blocks[fields[1]]
		default:
			codes = fields[1:2]
		}
		for _, code := range codes {
			if action == "" {
				blocks[block] = append(blocks[block], code)
				continue
			}
			if actions[code] == nil {
				actions[code] = map[string]bool{}
			}
			actions[code][action] = true
		}
	}
	return actions
}

// networkMeanings are the effects that are no refusal of the API, by name.
func networkMeanings() map[string]meaning {
	lost := meaning{verdict: unclear, class: rds.ClassConnection}
	unreadable := meaning{verdict: unclear, class: rds.ClassUnreadable}
	failed := meaning{verdict: unclear, class: rds.ClassUnavailable}
	done := func(h meaning) meaning { h.done = true; return h }
	accepted := func(h meaning) meaning { h.accepted = true; return done(h) }
	return map[string]meaning{
		"slow":                        accepted(meaning{verdict: clean}),
		"drop-before-commit":          lost,
		"drop-after-commit":           done(lost),
		"cut":                         done(lost),
		"hang-before-commit":          lost,
		"hang-after-commit":           done(lost),
		"empty-answer":                accepted(unreadable),
		"half-json":                   accepted(unreadable),
		"null-fields":                 accepted(unreadable), // the request id too: no answer of the API lacks it
		"bad-gateway":                 failed,
		"bad-gateway-after-commit":    done(failed),
		"internal-error-after-commit": done(failed),
		"too-many-requests":           {verdict: later, class: rds.ClassThrottled},
		"too-many-requests-bare":      {verdict: later, class: rds.ClassThrottled},
		"code-number":                 {verdict: refused, class: rds.ClassUnknown}, // a code, though none that anybody knows
		// The call was carried out, and nothing tells for what.
		"other-region":   accepted(meaning{verdict: refused, class: rds.ClassInvalid}),
		"other-instance": accepted(meaning{verdict: refused, class: rds.ClassInvalid}),
		"other-account":  accepted(meaning{verdict: refused, class: rds.ClassCredential}),
		"code-object":    unreadable, // no code, so it may be anybody's answer
		"code-null":      unreadable,
	}
}

// codeMeanings sort the codes of the API by what they mean. A code that ends in "*" stands for all that begin so.
func codeMeanings() map[string]meaning {
	no := func(class rds.Class) meaning { return meaning{verdict: refused, class: class} }
	lists := []struct {
		says  meaning
		codes string
	}{
		{meaning{verdict: later, class: rds.ClassThrottled}, `Throttling Throttling.User Throttling.Api Rejected.Throttling`},
		{
			meaning{verdict: unclear, class: rds.ClassUnavailable},
			`InternalError ServiceUnavailable ServiceUnAvailable ExternalFailure RequestMetaDataFailed
			InvokeProxyFailure SignatureNonceUsed`,
		},
		{
			meaning{verdict: busy, class: rds.ClassBusy},
			`IncorrectDBInstanceState InvalideStatus.Format OperationDenied.DBInstanceStatus OperationDenied.DBStatus
			OperationDenied.DBClusterStatus OperationDenied.OutofUsage ConcurrentTaskExceeded LockTimeout
			TimeoutRetryLater ConnectTimeoutRetryLater BackupJobExists`,
		},
		{meaning{verdict: renewed, class: rds.ClassCredential}, `InvalidSecurityToken.Expired`},
		{
			no(rds.ClassCredential),
			`InvalidAccessKeyId.* InvalidSecurityToken.* MissingSecurityToken SignatureDoesNotMatch IncompleteSignature
			InvalidTimeStamp.* AuthenticationFail.*`,
		},
		{
			no(rds.ClassDenied),
			`Forbidden Forbidden.RAM NoPermission InvalidUserOperatorPermission`,
		},
		{no(rds.ClassAbsent), `InvalidDBInstance.NotFound InvalidDBInstanceId.NotFound InvalidDBInstanceName.NotFound`},
		{
			no(rds.ClassIneligible),
			`BackupPolicyNotSupport CloudSSDNotSupport CrossBackupNotSupport DstRegionNoUser
			IncorrectDBInstanceCharacterType IncorrectDBInstanceEngine IncorrectDBInstanceLockMode
			IncorrectDBInstanceType IncorrectEngineVersion IncorrectHostType IncorrectMinorVersion InvalidClusterKms
			InvalidDBInstanceEngineType.Format InvalidDdrStorage.NotFound InvalidInstanceLevel.Malformed InvalidKmsKey
			KmsApiError NotInFlowController OperationDenied.Switch* ProductInstanceReleased RegionDissolvedEOM
			UnsupportEncryptedSnapshot`,
		},
		{
			no(rds.ClassInvalid),
			`Api.NotSupport BackupTimesExceeded ByokInsnameAndRegionAllEmpty InvalidReleasedKeepPolicy.Format
			Invalid.NextToken InvalidAction.NotFound InvalidBackupMethod.Format InvalidBackupSetID.NotFound
			InvalidBackupType.Format InvalidDBInstanceType.ValueNotSupported InvalidEndTime.Format InvalidExpired.Format
			InvalidMaxRecordsPerPage.Malformed InvalidPage.notFound InvalidPageNumbers.Malformed InvalidParameter
			InvalidParameter.* InvalidParameterCombination InvalidParameters.Format InvalidRegion.Format
			InvalidRegion.NotFound InvalidRegionId InvalidStartTime.Format InvalidTime.Format InvalidVersion
			MissingParameter ParameterAbsence ParameterLeastAssociate UnsupportedOperation
			DisasterRestoreRegionNotMatched NoBackupSetRegion`,
		},
		{no(rds.ClassUnknown), `DataNotExist EntityNotExist.* HostInfo.NotFound Request.NotFound NoActiveBYOK
			Forbidden.* InvalidProtocol.NeedSsl OrderStatus.UnPaid OperationDenied.DeletionProtection CrossRegionUnsupportTDE
			IncorrectBackupSetMethod IncorrectBaksetVersion InvalidDBInstanceClass.NotFound
			InvalidDBInstanceId.MalFormed InvalidEngine.Malformed InvalidEngineVersion.Malformed
			InvalidRestoreType.Format InvalidStorage.Format NoAvailableDisasterRestoreBakset
			NoSourceInstanceName RestoreType.NotFound`},
	}
	meanings := map[string]meaning{}
	for _, list := range lists {
		for code := range strings.FieldsSeq(list.codes) {
			meanings[code] = list.says
		}
	}
	return meanings
}

var rulesByName = sync.OnceValues(
	func() (network, codes map[string]meaning) { return networkMeanings(), codeMeanings() },
)

// meaningOf finds what an effect does; a whole name goes before the longest that ends in "*".
func meaningOf(name string) (meaning, bool) {
	network, codes := rulesByName()
	for _, meanings := range []map[string]meaning{network, codes} {
		if says, ok := meanings[name]; ok {
			return says, true
		}
	}
	for end := len(name); end > 0; end-- {
		if says, ok := codes[name[:end]+"*"]; ok {
			return says, true
		}
	}
	return meaning{}, false
}

// effectFaults are all effects of the emulator. It fails for one that the rules do not name, and where the emulator
// has another opinion on whether it passes.
func effectFaults(t *testing.T, documented map[string]map[string]bool) []fault {
	t.Helper()
	otherwise := []string{
		"code-object", "code-null", // the emulator means the next call to fail as well; nothing in the answer says so
		"InvalidSecurityToken.Expired",                  // passes with other keys
		"BackupJobExists", "OperationDenied.OutofUsage", // documented as busy, and no code of this feature
	}
	var faults []fault
	for _, effect := range emulator.Effects() {
		says, ok := meaningOf(effect.Name)
		if passes := says.verdict != refused; !ok || passes != effect.Transient && !slices.Contains(otherwise, effect.Name) {
			t.Errorf("the effect %q has no rule, or one that does not say whether it passes", effect.Name)
		}
		faults = append(faults, fault{
			name: effect.Name, says: says,
			inject: func(c *cloud, r row, forever bool) {
				injected := emulator.Fault{Effect: effect.Name, Action: r.action, Nth: r.nth}
				if !forever {
					injected.Times = 1
				}
				c.server.AddFault(injected)
			},
			hit: func(call emulator.Call) bool { return call.Fault == effect.Name },
		})
		if network, _ := rulesByName(); network[effect.Name] == (meaning{}) {
			actions := documented[effect.Name]
			if actions == nil {
				actions = map[string]bool{}
			}
			faults[len(faults)-1].documented = actions
		}
	}
	return faults
}

// accountFaults go wrong with every call that is signed, and are no effects of the emulator.
func accountFaults() []fault {
	answered := func(code string) func(emulator.Call) bool {
		return func(call emulator.Call) bool { return call.Code == code }
	}
	clockIs := func(name string, by time.Duration) fault {
		return fault{
			name: name, says: meaning{verdict: refused, class: rds.ClassCredential}, keys: true, lasting: true,
			hit:    answered("InvalidTimeStamp.Expired"),
			inject: func(c *cloud, _ row, _ bool) { c.server.SetSkew(by) },
		}
	}
	return []fault{
		{
			name: "expired token of STS", says: meaning{verdict: renewed, class: rds.ClassCredential}, keys: true,
			hit:    answered("InvalidSecurityToken.Expired"),
			inject: func(c *cloud, _ row, forever bool) { c.expireKeys(forever) },
		},
		clockIs("clock 20 minutes behind", 20*time.Minute),
		clockIs("clock 20 minutes ahead", -20*time.Minute),
	}
}
