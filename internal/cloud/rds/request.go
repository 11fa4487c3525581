// SPDX-License-Identifier: MPL-2.0

package rds

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/aliyun/alibaba-cloud-sdk-go/sdk/requests"
	"github.com/aliyun/alibaba-cloud-sdk-go/sdk/utils"
)

// maxBody bounds an answer; a page of 100 backup sets has some 100 kB.
const maxBody = 32 << 20

// target says what a call is about.
type target struct {
	region     string
	instanceID string
	// named says that the call is about one instance, so that an empty id is refused rather than taken for "all".
	named bool
	write bool
	// unsigned says that the call carries no keys, so that the source of credentials is not asked.
	unsigned bool
}

// one is the target of a call about one instance.
func one(region, instanceID string) target {
	return target{region: region, instanceID: instanceID, named: true}
}

// build makes a fresh typed request of the SDK. It is called for every attempt, since the SDK keeps signatures in the request.
type build func() requests.AcsRequest

// envelope is what every answer has.
type envelope struct {
	RequestID text `json:"RequestId"`
}

func (e envelope) requestID() string { return plainID(string(e.RequestID)) }

type answered interface{ requestID() string }

// outcome is one attempt's answer, before it is decoded.
type outcome struct {
	status     int
	body       []byte
	retryAfter time.Duration
	// clockOffset is how far the API's clock is ahead, by this answer.
	clockOffset time.Duration
	// unsent says that the call surely did not leave.
	unsent bool
}

// fetch sends a call, with retries, and returns the decoded answer of the attempt that succeeded.
func fetch[T answered](ctx context.Context, c *Client, t target, fill build) (T, error) {
	var answer T
	err := c.retry(ctx, t, fill, func(body []byte) (string, error) {
		var fresh T // a failed attempt must not leave half of its fields behind
		if err := decode(body, &fresh); err != nil {
			return "", err
		}
		if fresh.requestID() == "" {
			return "", errNoRequestID
		}
		answer = fresh
		return fresh.requestID(), nil
	})
	return answer, err
}

// try is what an attempt is told about itself.
type try struct {
	number int
	// held is how long it waited for its turn.
	held time.Duration
	// most is how long it may take, once it is sent.
	most time.Duration
	// warms says that it only sees to the keys, which is worth telling only where it fails.
	warms bool
}

// warm lets the source fetch its keys before the call queues for a turn. Otherwise all calls that wait for keys would hold turns, and leave at once.
func (c *Client) warm(ctx context.Context, t target, number int, fill build) *Error {
	return c.watched(ctx, t, try{number: number, warms: true}, fill, func(_ requests.AcsRequest, _ *CallLog, failed *Error) *Error {
		_, failed = c.keysFor(ctx, t, failed)
		return failed
	})
}

// attempt sends a call once.
func (c *Client) attempt(ctx context.Context, t target, this try, fill build, read func([]byte) (string, error)) *Error {
	return c.watched(ctx, t, this, fill, func(request requests.AcsRequest, entry *CallLog, failed *Error) *Error {
		keys, missing := c.keysFor(ctx, t, failed)
		if missing != nil {
			return missing
		}
		failed.unsent = false
		got, err := c.send(ctx, t, this.most, request, keys)
		failed.unsent = got.unsent
		hide := keys.secrets().with(request)
		entry.Status, entry.Bodies = got.status, bodies(request, got.body, hide)
		if err != nil {
			return failed.unanswered(ctx, err, hide)
		}
		failed.Status, failed.retryAfter, failed.ClockOffset, failed.At = got.status, got.retryAfter, got.clockOffset, c.Now()
		if got.status < 200 || got.status > 299 {
			failed.refused(got.body, hide)
			failed.refusedKeys(c.credentials, keys, hide)
			c.expire(failed, keys)
			return failed
		}
		if entry.RequestID, err = read(got.body); err != nil {
			return failed.unread(err, hide)
		}
		return nil
	})
}

// watched does the work of an attempt, which gets an error to fill in, and tells the observer. It recovers panics, which the SDK is known for, into errors.
func (c *Client) watched(ctx context.Context, t target, this try, fill build, work func(requests.AcsRequest, *CallLog, *Error) *Error) (failed *Error) {
	begun := time.Now()
	entry := CallLog{Region: t.region, InstanceID: t.instanceID, Attempt: this.number, HeldBack: this.held, Bodies: noBodies}
	blank := &Error{Region: t.region, InstanceID: t.instanceID, unsent: true}
	defer func() {
		if recover() != nil { // the value is dropped: it may quote the request
			failed = &Error{
				Action: entry.Action, Region: t.region, InstanceID: t.instanceID, Code: codePanic, Status: entry.Status,
				unsent: blank.unsent,
			}
		}
		if failed == nil && this.warms {
			return
		}
		entry.Duration = time.Since(begun)
		if failed != nil {
			entry.Code, entry.Status, entry.RequestID = failed.Code, failed.Status, failed.RequestID
		}
		c.observer.Called(ctx, entry)
	}()
	request := fill()
	entry.Action = request.GetActionName()
	blank.Action = entry.Action
	return work(request, &entry, blank)
}

// keysFor asks for the keys of a call, and fills in why there are none. Nothing has been sent then.
func (c *Client) keysFor(ctx context.Context, t target, failed *Error) (Credentials, *Error) {
	keys, err := c.keys(ctx, t)
	switch {
	case err == nil:
		return keys, nil
	case ctx.Err() != nil:
		return keys, failed.unanswered(ctx, err, keys.secrets())
	}
	return keys, failed.because(codeNoKeys, safeCause(err, keys.secrets()))
}

// send signs the request and exchanges it for an answer. It passes by the SDK's own client, which prints signed URLs when DEBUG=sdk is set,
// compiles NO_PROXY as regular expressions, panics on unusual error bodies, and cannot be canceled.
func (c *Client) send(ctx context.Context, t target, most time.Duration, request requests.AcsRequest, keys Credentials) (outcome, error) {
	to, err := c.address(request.GetProduct(), t.region)
	if err != nil {
		return outcome{unsent: true}, err
	}
	request.SetScheme(to.scheme)
	request.SetDomain(to.host)
	if err := c.sign(request, t, keys); err != nil {
		return outcome{unsent: true}, err
	}
	ctx, cancel := context.WithTimeout(ctx, most)
	defer cancel()
	ctx, connected := c.traced(ctx)
	message, err := http.NewRequestWithContext(ctx, request.GetMethod(), request.BuildUrl(), strings.NewReader(utils.GetUrlFormedMap(request.GetFormParams())))
	if err != nil {
		return outcome{unsent: true}, errors.New("the request cannot be built from the endpoint")
	}
	for name, value := range request.GetHeaders() {
		message.Header.Set(name, value)
	}
	if c.userAgent != "" {
		message.Header.Set("User-Agent", c.userAgent)
	}
	got, err := c.exchange(message)
	got.unsent = err != nil && !connected()
	return got, err
}

// exchange sends the message through the shared transport, without following redirects, and reads the whole answer.
func (c *Client) exchange(message *http.Request) (outcome, error) {
	response, err := c.transport.RoundTrip(message)
	if err != nil {
		return outcome{}, err
	}
	defer func() { _ = response.Body.Close() }()
	got := outcome{status: response.StatusCode, clockOffset: c.clock.observe(response.Header.Get("Date"), time.Now())}
	if seconds, err := strconv.Atoi(response.Header.Get("Retry-After")); err == nil && seconds > 0 {
		got.retryAfter = time.Duration(min(seconds, int(hintMax/time.Second))) * time.Second
	}
	got.body, err = io.ReadAll(io.LimitReader(response.Body, maxBody+1))
	if err == nil && len(got.body) > maxBody {
		err = fmt.Errorf("the answer is larger than %d MB", maxBody>>20)
	}
	return got, err
}
