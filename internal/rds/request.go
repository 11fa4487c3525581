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

	"github.com/aliyun/alibaba-cloud-sdk-go/sdk/auth"
	sdkcredentials "github.com/aliyun/alibaba-cloud-sdk-go/sdk/auth/credentials"
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
			return "", errEmptyBody
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
}

// attempt sends a call once. It recovers panics, which the SDK is known for, into errors.
func (c *Client) attempt(ctx context.Context, t target, this try, fill build, read func([]byte) (string, error)) (failed *Error) {
	begun := time.Now()
	entry := CallLog{Region: t.region, InstanceID: t.instanceID, Attempt: this.number, HeldBack: this.held, Bodies: func() (string, string) { return hidden, hidden }}
	failed = &Error{Region: t.region, InstanceID: t.instanceID}
	defer func() {
		if recover() != nil { // the value is dropped: it may quote the request
			failed = &Error{
				Action: entry.Action, Region: t.region, InstanceID: t.instanceID, Code: codePanic, Status: entry.Status,
				Message: "the client failed on this answer",
			}
		}
		entry.Duration = time.Since(begun)
		if failed != nil {
			entry.Code, entry.Status, entry.RequestID = failed.Code, failed.Status, failed.RequestID
		}
		c.observer.Called(ctx, entry)
	}()
	request := fill()
	entry.Action = request.GetActionName()
	failed.Action = entry.Action
	keys, err := c.keys(ctx, t)
	switch {
	case err != nil && ctx.Err() != nil:
		return failed.unanswered(ctx, err, keys)
	case err != nil:
		return failed.because(codeNoKeys, safeCause(err, keys))
	}
	got, err := c.send(ctx, t, request, keys)
	entry.Status = got.status
	if err != nil {
		return failed.unanswered(ctx, err, keys)
	}
	failed.Status, failed.retryAfter, failed.ClockOffset = got.status, got.retryAfter, got.clockOffset
	if got.status < 200 || got.status > 299 {
		failed.refused(got.body, keys)
		c.expire(failed, keys)
		return failed
	}
	if entry.RequestID, err = read(got.body); err != nil {
		code := codeForeign
		if errors.Is(err, errEmptyBody) {
			code = codeEmpty
		}
		return failed.because(code, safeCause(err, keys))
	}
	return nil
}

// keys asks the credentials source and refuses an empty answer, which the SDK would sign with.
func (c *Client) keys(ctx context.Context, t target) (Credentials, error) {
	if t.unsigned {
		return Credentials{}, nil
	}
	keys, err := c.credentials.Credentials(ctx)
	if err == nil && (keys.AccessKeyID == "" || keys.AccessKeySecret == "") {
		err = errors.New("the source of credentials returned no access key")
	}
	return keys, err
}

// expire tells a source that keeps keys that these are refused as expired.
func (c *Client) expire(failed *Error, keys Credentials) {
	if source, ok := c.credentials.(Expirer); ok && failed.Code == codeTokenExpired && keys != (Credentials{}) {
		source.Expire(keys)
	}
}

// send signs the request and exchanges it for an answer. It passes by the SDK's own client, which prints signed URLs when DEBUG=sdk is set,
// compiles NO_PROXY as regular expressions, panics on unusual error bodies, and cannot be canceled.
func (c *Client) send(ctx context.Context, t target, request requests.AcsRequest, keys Credentials) (outcome, error) {
	to, err := c.address(request.GetProduct(), t.region)
	if err != nil {
		return outcome{}, err
	}
	request.SetScheme(to.scheme)
	request.SetDomain(to.host)
	if err := requests.InitParams(request); err != nil {
		return outcome{}, err
	}
	for name, value := range map[string]string{"SourceIp": c.sourceIP, "SecureTransport": c.secureTransport} {
		if value != "" {
			request.GetQueryParams()[name] = value
		}
	}
	if t.unsigned {
		nameCall(request, t.region)
	} else if err := auth.Sign(request, nil, t.region, signingKeys(keys)); err != nil {
		return outcome{}, err
	}
	ctx, cancel := context.WithTimeout(ctx, c.readTimeout)
	defer cancel()
	message, err := http.NewRequestWithContext(ctx, request.GetMethod(), request.BuildUrl(), strings.NewReader(utils.GetUrlFormedMap(request.GetFormParams())))
	if err != nil {
		return outcome{}, errors.New("the request cannot be built from the endpoint")
	}
	for name, value := range request.GetHeaders() {
		message.Header.Set(name, value)
	}
	if c.userAgent != "" {
		message.Header.Set("User-Agent", c.userAgent)
	}
	return c.exchange(message)
}

// nameCall fills in what the signer fills in besides the signature.
func nameCall(request requests.AcsRequest, region string) {
	query := request.GetQueryParams()
	query["Version"], query["Action"], query["Format"] = request.GetVersion(), request.GetActionName(), request.GetAcceptFormat()
	query["Timestamp"], query["SignatureNonce"] = utils.GetTimeInFormatISO8601(), utils.GetNonce()
	if query["RegionId"] == "" {
		query["RegionId"] = region
	}
	request.GetHeaders()["Content-Type"] = requests.Form
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

// because fills in one of the package's own codes and its cause.
func (e *Error) because(code string, err error) *Error {
	e.Code, e.Err = code, err
	return e
}

// unanswered fills in why no answer arrived. A read timeout of one attempt is not the end of the context, so it must not look like it.
func (e *Error) unanswered(ctx context.Context, err error, keys Credentials) *Error {
	switch {
	case ctx.Err() != nil:
		return e.because(codeInterrupted, &cause{text: ctx.Err().Error(), sentinel: ctx.Err()})
	case errors.Is(err, context.DeadlineExceeded):
		return e.because(codeTimeout, &cause{text: "no answer within the read timeout"})
	}
	return e.because(codeConnection, &cause{text: safeCause(err, keys).Error()})
}

// refused fills in what an answer other than 2xx says.
func (e *Error) refused(body []byte, keys Credentials) {
	var said struct {
		RequestID          loose `json:"RequestId"`
		Code               loose
		Message            loose
		AccessDeniedDetail denialDetail
	}
	err := decode(body, &said)
	e.Code, e.RequestID = plainID(string(said.Code)), plainID(string(said.RequestID))
	if err == nil && e.Code != "" {
		e.Message, e.Denied = redact(string(said.Message), keys), said.AccessDeniedDetail.denial(keys)
		return
	}
	switch {
	case e.Status == http.StatusTooManyRequests: // the status says it all
	case e.Status >= http.StatusInternalServerError:
		e.Code = codeForeignFailure
	default:
		e.Code = codeForeign
	}
	e.Message = strings.TrimSpace("the answer, HTTP " + strconv.Itoa(e.Status) + " " + http.StatusText(e.Status) + ", holds no error of this API")
}

// signingKeys hands fixed keys to the SDK's signer.
type signingKeys Credentials

// GetCredentials returns the keys.
func (k signingKeys) GetCredentials() (*sdkcredentials.Credentials, error) {
	return &sdkcredentials.Credentials{
		AccessKeyId: k.AccessKeyID, AccessKeySecret: k.AccessKeySecret, SecurityToken: k.SecurityToken, ProviderName: k.GetProviderName(),
	}, nil
}

// GetProviderName names the kind of keys in a header of the request.
func (k signingKeys) GetProviderName() string {
	if k.SecurityToken != "" {
		return "static_sts"
	}
	return "static_ak"
}
