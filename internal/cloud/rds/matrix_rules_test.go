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
	// refused: no, and no again however often it is asked. Not carried out.
	refused
	// renewed: the keys have ended; with others the call can succeed. Not carried out.
	renewed
	// later: one call too many. Not carried out.
	later
	// busy: not now. Not carried out.
	busy
	// unclear: who knows whether it was carried out.
	unclear
)

// harm is what an injury does to one call.
type harm struct {
	verdict verdict
	class   rds.Class
	// done says that the call is carried out all the same, and accepted that its answer has a status of success.
	done, accepted bool
}

// injury is one thing that goes wrong in a cloud.
type injury struct {
	name string
	says harm
	// inflict lets it go wrong for one call of the row's action, or for all of them.
	inflict func(c *cloud, r row, forever bool)
	// struck tells the calls that it went wrong for.
	struck func(emulator.Call) bool
	// keys says that it is about the signature of any call, and lasting that it does not go away.
	keys, lasting bool
	// documented are the actions that are documented to answer so; nil is all.
	documented map[string]bool
}

// skips leaves out what makes no sense: an injury that lasts, once; and what strikes any call, where a later one is to be struck.
// Codes that the action does not document are struck once, and one refusal is enough for a second page, since those clouds are large.
func (i injury) skips(r row, forever bool) bool {
	switch {
	case i.lasting && !forever, i.keys && (r.kind == readsBack || r.nth > 0 || r.method == "RecoveryWindow"):
		return true
	case i.documented == nil:
		return false
	}
	return r.nth > 1 && i.says.verdict == refused && i.name != "Forbidden.RAM" || forever && !i.documented[r.action]
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

// networkHarms are the effects that are no refusal of the API, by name.
func networkHarms() map[string]harm {
	lost := harm{verdict: unclear, class: rds.ClassConnection}
	unreadable := harm{verdict: unclear, class: rds.ClassUnreadable}
	failed := harm{verdict: unclear, class: rds.ClassUnavailable}
	done := func(h harm) harm { h.done = true; return h }
	accepted := func(h harm) harm { h.accepted = true; return done(h) }
	return map[string]harm{
		"slow":                        accepted(harm{verdict: clean}),
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
		"code-object":                 unreadable,                                  // no code: who knows whose answer this is
		"code-null":                   unreadable,
	}
}

// codeHarms sort the codes of the API by what they mean. A code that ends in "*" stands for all that begin so.
func codeHarms() map[string]harm {
	no := func(class rds.Class) harm { return harm{verdict: refused, class: class} }
	lists := []struct {
		says  harm
		codes string
	}{
		{harm{verdict: later, class: rds.ClassThrottled}, `Throttling Throttling.User Throttling.Api Rejected.Throttling`},
		{harm{verdict: unclear, class: rds.ClassUnavailable}, `InternalError ServiceUnavailable ServiceUnAvailable ExternalFailure RequestMetaDataFailed
			InvokeProxyFailure SignatureNonceUsed`},
		{harm{verdict: busy, class: rds.ClassBusy}, `IncorrectDBInstanceState InvalideStatus.Format OperationDenied.DBInstanceStatus OperationDenied.DBStatus
			OperationDenied.DBClusterStatus OperationDenied.OutofUsage ConcurrentTaskExceeded LockTimeout TimeoutRetryLater ConnectTimeoutRetryLater BackupJobExists`},
		{harm{verdict: renewed, class: rds.ClassCredential}, `InvalidSecurityToken.Expired`},
		{no(rds.ClassCredential), `InvalidAccessKeyId.* InvalidSecurityToken.* MissingSecurityToken SignatureDoesNotMatch IncompleteSignature InvalidTimeStamp.*
			AuthenticationFail.*`},
		{no(rds.ClassDenied), `Forbidden Forbidden.* NoPermission InvalidUserOperatorPermission InvalidProtocol.NeedSsl OrderStatus.UnPaid`},
		{no(rds.ClassAbsent), `InvalidDBInstance.NotFound InvalidDBInstanceId.NotFound InvalidDBInstanceName.NotFound`},
		{no(rds.ClassIneligible), `BackupPolicyNotSupport CloudSSDNotSupport CrossBackupNotSupport DstRegionNoUser IncorrectDBInstanceCharacterType
			IncorrectDBInstanceEngine IncorrectDBInstanceLockMode IncorrectDBInstanceType IncorrectEngineVersion IncorrectHostType IncorrectMinorVersion
			InvalidClusterKms InvalidDBInstanceEngineType.Format InvalidDdrStorage.NotFound InvalidInstanceLevel.Malformed InvalidKmsKey KmsApiError
			NotInFlowController OperationDenied.Switch* ProductInstanceReleased RegionDissolvedEOM UnsupportEncryptedSnapshot`},
		{no(rds.ClassInvalid), `Api.NotSupport BackupTimesExceeded ByokInsnameAndRegionAllEmpty InvalidReleasedKeepPolicy.Format Invalid.NextToken InvalidAction.NotFound InvalidBackupMethod.Format InvalidBackupSetID.NotFound
			InvalidBackupType.Format InvalidDBInstanceType.ValueNotSupported InvalidEndTime.Format InvalidExpired.Format InvalidMaxRecordsPerPage.Malformed
			InvalidPage.notFound InvalidPageNumbers.Malformed InvalidParameter InvalidParameter.* InvalidParameterCombination InvalidParameters.Format
			InvalidRegion.Format InvalidRegion.NotFound InvalidRegionId InvalidStartTime.Format InvalidTime.Format InvalidVersion MissingParameter
			ParameterAbsence ParameterLeastAssociate UnsupportedOperation`},
		{no(rds.ClassUnknown), `DataNotExist EntityNotExist.* HostInfo.NotFound Request.NotFound NoActiveBYOK
			OperationDenied.DeletionProtection
			CrossRegionUnsupportTDE DisasterRestoreRegionNotMatched IncorrectBackupSetMethod IncorrectBaksetVersion InvalidDBInstanceClass.NotFound
			InvalidDBInstanceId.MalFormed InvalidEngine.Malformed InvalidEngineVersion.Malformed InvalidRestoreType.Format InvalidStorage.Format
			NoAvailableDisasterRestoreBakset NoBackupSetRegion NoSourceInstanceName RestoreType.NotFound`},
	}
	harms := map[string]harm{}
	for _, list := range lists {
		for code := range strings.FieldsSeq(list.codes) {
			harms[code] = list.says
		}
	}
	return harms
}

var rulesByName = sync.OnceValues(func() (network, codes map[string]harm) { return networkHarms(), codeHarms() })

// harmOf finds what an effect does; a whole name goes before the longest that ends in "*".
func harmOf(name string) (harm, bool) {
	network, codes := rulesByName()
	for _, harms := range []map[string]harm{network, codes} {
		if says, ok := harms[name]; ok {
			return says, true
		}
	}
	for end := len(name); end > 0; end-- {
		if says, ok := codes[name[:end]+"*"]; ok {
			return says, true
		}
	}
	return harm{}, false
}

// effectInjuries are all effects of the emulator. It fails for one that the rules do not name, and where the emulator has another opinion on whether it passes.
func effectInjuries(t *testing.T, documented map[string]map[string]bool) []injury {
	t.Helper()
	otherwise := []string{
		"code-object", "code-null", // the emulator means the next call to fail as well; nothing in the answer says so
		"InvalidSecurityToken.Expired",                  // passes with other keys
		"BackupJobExists", "OperationDenied.OutofUsage", // documented as busy, and no code of this feature
	}
	var injuries []injury
	for _, effect := range emulator.Effects() {
		says, ok := harmOf(effect.Name)
		if passes := says.verdict != refused; !ok || passes != effect.Transient && !slices.Contains(otherwise, effect.Name) {
			t.Errorf("the effect %q has no rule, or one that does not say whether it passes", effect.Name)
		}
		injuries = append(injuries, injury{
			name: effect.Name, says: says,
			inflict: func(c *cloud, r row, forever bool) {
				fault := emulator.Fault{Effect: effect.Name, Action: r.action, Nth: r.nth}
				if !forever {
					fault.Times = 1
				}
				c.server.AddFault(fault)
			},
			struck: func(call emulator.Call) bool { return call.Fault == effect.Name },
		})
		if network, _ := rulesByName(); network[effect.Name] == (harm{}) {
			actions := documented[effect.Name]
			if actions == nil {
				actions = map[string]bool{}
			}
			injuries[len(injuries)-1].documented = actions
		}
	}
	return injuries
}

// accountInjuries go wrong with every call that is signed, and are no effects of the emulator.
func accountInjuries() []injury {
	answered := func(code string) func(emulator.Call) bool {
		return func(call emulator.Call) bool { return call.Code == code }
	}
	skew := func(by time.Duration) func(*cloud, row, bool) {
		return func(c *cloud, _ row, _ bool) { c.server.SetSkew(by) }
	}
	wrongClock := harm{verdict: refused, class: rds.ClassCredential}
	return []injury{
		{
			name: "expired token of STS", says: harm{verdict: renewed, class: rds.ClassCredential}, keys: true, struck: answered("InvalidSecurityToken.Expired"),
			inflict: func(c *cloud, _ row, forever bool) { c.expireKeys(forever) },
		},
		{name: "clock 20 minutes behind", says: wrongClock, keys: true, lasting: true, struck: answered("InvalidTimeStamp.Expired"), inflict: skew(20 * time.Minute)},
		{name: "clock 20 minutes ahead", says: wrongClock, keys: true, lasting: true, struck: answered("InvalidTimeStamp.Expired"), inflict: skew(-20 * time.Minute)},
	}
}
