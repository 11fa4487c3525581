// SPDX-License-Identifier: MPL-2.0

package emulator

import (
	"fmt"
	"maps"
	"slices"
)

// Effect is a ready-made fault: one thing that the cloud, or a network in front of it, does to a call.
type Effect struct {
	// Name is how faults ask for it. That of an error code is the code itself.
	Name string `json:"name"`
	// Sentence says what the caller sees.
	Sentence string `json:"sentence"`
	// Transient means that the same call can succeed when it is sent again a little later.
	Transient bool `json:"transient"`
	// WritesOnly means that random faults use it only for calls that change something.
	WritesOnly bool `json:"writes_only,omitempty"`
	// Hangs means that it lasts longer than clients wait. Random faults use it only when they name it.
	Hangs bool `json:"hangs,omitempty"`
	// Fault is what it consists of.
	Fault Fault `json:"fault"`
}

// Effects returns all effects: those that are not an answer of the API, and then one for each code of the error table.
func Effects() []Effect {
	return slices.Concat(networkEffects(), proxyEffects(), formEffects(), codeEffects())
}

func findEffect(name string) (Effect, error) {
	list := Effects()
	i := slices.IndexFunc(list, func(e Effect) bool { return e.Name == name })
	if i < 0 {
		return Effect{}, fmt.Errorf("there is no effect %q: GET /_emulator/effects lists them", name)
	}
	return list[i], nil
}

// networkEffects lose an answer or delay it.
func networkEffects() []Effect {
	return []Effect{
		{
			Name: "drop-before-commit", Transient: true, Fault: Fault{Drop: true},
			Sentence: "The connection is closed, and the call was not carried out.",
		},
		{
			Name: "drop-after-commit", Transient: true, Fault: Fault{Drop: true, When: AfterCommit},
			Sentence: "The connection is closed, and the call was carried out.",
		},
		{
			Name: "cut", Transient: true, Fault: Fault{Truncate: true},
			Sentence: "The connection is closed in the middle of the answer, and the call was carried out.",
		},
		{
			Name: "slow", Transient: true, Fault: Fault{Delay: "200ms"},
			Sentence: "The answer takes 200 ms longer.",
		},
		{
			Name: "hang-before-commit", Transient: true, Hangs: true, Fault: Fault{Delay: "10m", Drop: true},
			Sentence: "Nothing comes for ten minutes, beyond any read timeout, and the call is never carried out.",
		},
		{
			Name: "hang-after-commit", Transient: true, Hangs: true, Fault: Fault{Delay: "10m", Drop: true, When: AfterCommit},
			Sentence: "Nothing comes for ten minutes, beyond any read timeout, and the call was carried out.",
		},
	}
}

// proxyEffects come from something between client and API, which knows nothing of the protocol.
func proxyEffects() []Effect {
	empty, page := "", "<html><body><h1>502 Bad Gateway</h1></body></html>"
	return []Effect{
		{
			Name: "bad-gateway", Transient: true, Fault: Fault{Body: &page, Status: 502, When: OnArrival},
			Sentence: "A proxy answers 502 with a page of HTML; the call never arrived.",
		},
		{
			Name: "bad-gateway-after-commit", Transient: true, Fault: Fault{Body: &page, Status: 502, When: AfterCommit},
			Sentence: "A proxy answers 502 with a page of HTML; the call was carried out.",
		},
		{
			Name: "too-many-requests", Transient: true,
			Fault:    Fault{Code: "Throttling", Status: 429, RetryAfter: "1", When: OnArrival},
			Sentence: "HTTP 429 with the code Throttling and a header Retry-After of one second.",
		},
		{
			Name: "too-many-requests-bare", Transient: true, Fault: Fault{Body: &empty, Status: 429, When: OnArrival},
			Sentence: "HTTP 429 without a body and without Retry-After.",
		},
		{
			Name: "empty-answer", Transient: true,
			Fault:    Fault{Body: &empty, ContentType: contentTypes["JSON"], When: AfterCommit},
			Sentence: "HTTP 200 without a body; the call was carried out.",
		},
	}
}

// formEffects are answers in JSON that break the documented form.
func formEffects() []Effect {
	const begin = `{"RequestId":"E0000000-0000-4000-8000-00000000FA17",`
	half := begin + `"Ite`
	strange := func(name, code string) Effect {
		body := begin + `"HostId":"rds.aliyuncs.com","Code":` + code + `,"Message":"An injected fault."}`
		return Effect{
			Name: name, Fault: Fault{Body: &body, Status: badRequest, ContentType: contentTypes["JSON"]},
			Sentence: "HTTP 400 whose Code is " + code + " and not a text; the call was not carried out.",
		}
	}
	return []Effect{
		{
			Name: "internal-error-after-commit", Transient: true, Fault: Fault{Code: "InternalError", When: AfterCommit},
			Sentence: "The API answers 500 InternalError; the call was carried out.",
		},
		{
			Name: "half-json", Transient: true,
			Fault:    Fault{Body: &half, ContentType: contentTypes["JSON"], When: AfterCommit},
			Sentence: "HTTP 200 with half of a JSON text; the call was carried out.",
		},
		{
			Name: "null-fields", Transient: true, Fault: Fault{Null: []string{"*"}},
			Sentence: "Every text, number and boolean of the answer is null; the call was carried out.",
		},
		{
			Name: "other-region", Fault: Fault{Set: map[string]string{"RegionId": "eu-central-1"}},
			Sentence: "The answer names region eu-central-1; the call was carried out.",
		},
		{
			Name: "other-instance", Fault: Fault{Set: map[string]string{"DBInstanceId": "rm-other"}},
			Sentence: "The answer names instance rm-other; the call was carried out.",
		},
		{
			Name: "other-account", Fault: Fault{Set: map[string]string{"Arn": "acs:ram::9999888877776666:role/other"}},
			Sentence: "The answer of STS or RAM names a role of account 9999888877776666; the call was carried out.",
		},
		strange("code-number", "404"),
		strange("code-object", `{"Name":"InternalError"}`),
		strange("code-null", "null"),
	}
}

// transientCodes are the codes after which the same call can succeed, as the API's pages say.
func transientCodes() []string {
	return []string{
		"Throttling", "Throttling.User", "Throttling.Api", "Rejected.Throttling",
		"ServiceUnavailable", "ServiceUnAvailable", "InternalError", "ExternalFailure", "RequestMetaDataFailed",
		"InvokeProxyFailure", "TimeoutRetryLater", "ConnectTimeoutRetryLater", "SignatureNonceUsed",
	}
}

// busyCodes refuse a change while the instance is not Running. They are transient too.
func busyCodes() []string {
	return []string{
		"IncorrectDBInstanceState", "OperationDenied.DBInstanceStatus", "OperationDenied.DBStatus",
		"OperationDenied.DBClusterStatus", "InvalideStatus.Format", "ConcurrentTaskExceeded", "LockTimeout",
	}
}

// codeEffects is one for each code of the error table, sorted.
func codeEffects() []Effect {
	effects := make([]Effect, 0, len(errorTable))
	for _, code := range slices.Sorted(maps.Keys(errorTable)) {
		busy := slices.Contains(busyCodes(), code)
		effects = append(effects, Effect{
			Name: code, Transient: busy || slices.Contains(transientCodes(), code), WritesOnly: busy, Fault: Fault{Code: code},
			Sentence: fmt.Sprintf("The API answers %d %s.", errorTable[code].status, code),
		})
	}
	return effects
}
