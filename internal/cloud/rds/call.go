// SPDX-License-Identifier: MPL-2.0

package rds

import (
	"context"
	"strings"

	"github.com/aliyun/alibaba-cloud-sdk-go/sdk/requests"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/apicode"
)

// do makes a call: it runs attempts until one succeeds, one fails for good, or the time for retries is over.
func (c *Client) do(ctx context.Context, call call, decode decoder) error {
	call.action = call.build().GetActionName()
	if failed := call.check(); failed != nil {
		return failed
	}
	tries := c.newTries(call)
	for {
		failed := c.attempt(ctx, tries, decode)
		if failed == nil {
			return nil
		}
		// Retry: the class of the failure decides whether the call may be sent again, and how long to pause before.
		if err := tries.pause(ctx, failed); err != nil {
			return err
		}
	}
}

// attempt sends the call once. Each step is named after its file, call_<step>.go.
func (c *Client) attempt(ctx context.Context, tries *tries, decode decoder) (failed *Error) {
	call, entry := tries.call, tries.entry()
	// The observer hears of every attempt. A panic, for which the SDK is known, becomes an error.
	defer func() { failed = c.observe(ctx, entry, recover() != nil, failed) }()

	// Request: a new one each time, because the SDK keeps the signature in it.
	request := call.build()

	// Keys: before the turn, because fetching them can take seconds. A call that waits for keys must not hold a turn.
	keys, err := c.keys(ctx, call)
	hide := keys.secrets()
	if err != nil {
		return call.withoutKeys(ctx, err, hide)
	}
	// Limit: waits until the rate limit lets the call leave. From here on nothing else may take long.
	left, err := c.turn(ctx, request, entry, tries)
	if err != nil {
		return tries.giveUpError(err)
	}
	// Sign: after the turn, because the signature holds the time.
	if err := c.sign(request, call, keys); err != nil {
		return call.notSent(apicode.InvalidRequest, safeCause(err, hide))
	}
	hide = keys.secrets().with(request) // Only now the request has its signature and all its parameters.
	// Send: one exchange over HTTP, within the read timeout.
	entry.sent = true
	got := c.send(ctx, request)
	entry.Status, entry.Bodies = got.status, bodies(request, got.body, hide)

	// Classify: what the answer, or its absence, means. The rate limit and the source of the keys learn from it.
	failed = call.classify(ctx, got, hide).sentTo(got)
	c.limiter.answered(request, left, failed)
	if failed != nil {
		c.refusedKeys(failed, keys, hide)
		return failed
	}
	// Decode: an answer that cannot be read, or is about something else, is a failure of its own class.
	entry.RequestID, err = decode(got.body)
	if failed = call.unreadable(got, err, hide).sentTo(got); failed != nil {
		failed.RequestID = entry.RequestID
	}
	return failed
}

// call is one call of the API.
type call struct {
	// action is the API's name of the call. It is that of the request.
	action     string
	region     string
	instanceID string
	// ofInstance says that the call is about one instance. An empty id is refused then, and not taken for "all".
	ofInstance bool
	write      bool
	// unsigned says that the call carries no keys.
	unsigned bool
	// build makes the request, anew for each attempt.
	build func() requests.AcsRequest
}

// regionCall is a call about a region.
func regionCall(region string, build func() requests.AcsRequest) call {
	return call{region: region, build: build}
}

// instanceCall is a call about one instance.
func instanceCall(region, instanceID string, build func() requests.AcsRequest) call {
	return call{region: region, instanceID: instanceID, ofInstance: true, build: build}
}

// check refuses a call that names no region or instance, or that would select more than it says.
func (k call) check() *Error {
	switch {
	case !WellFormed(k.region):
		k.region = ""
		return k.notSent(apicode.InvalidRegion, nil)
	case (k.ofInstance || k.instanceID != "") && !WellFormed(k.instanceID):
		k.instanceID = ""
		failed := k.notSent(apicode.InvalidRequest, nil)
		failed.Message = "the instance id is not one such as pgm-bp1234567890"
		return failed
	}
	return nil
}

// failure is an error of the call with one of the package's own codes.
func (k call) failure(code string, err error) *Error {
	return &Error{Action: k.action, Region: k.region, InstanceID: k.instanceID, Code: code, Err: err}
}

// notSent is the error of a call that surely did not reach the API.
func (k call) notSent(code string, err error) *Error {
	failed := k.failure(code, err)
	failed.unsent = true
	return failed
}

// WellFormed reports whether an id holds nothing but letters, digits, dots, hyphens and underscores.
// Such an id is safe in host names and in lists of ids.
func WellFormed(id string) bool {
	return id != "" && plainID(id) == id
}

// IsInstanceID reports whether a text has the shape of an instance id: letters, digits and hyphens. The address of an
// instance has dots, and a name may have anything.
func IsInstanceID(text string) bool {
	const most = 64 // letters, three times as many as any id has
	return len(text) <= most && WellFormed(text) && !strings.ContainsAny(text, "._")
}
