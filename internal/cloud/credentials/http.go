// SPDX-License-Identifier: MPL-2.0

package credentials

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"syscall"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

const (
	// maxAnswer bounds what a server of keys may answer, in bytes; an answer has some 1,500.
	maxAnswer = 64 << 10
	// firstPause is the pause before a call is sent again. It doubles: a server that starts with this process is up in
	// seconds.
	firstPause = 300 * time.Millisecond
)

// httpAnswer is what a server answered.
type httpAnswer struct {
	status int
	body   []byte
}

// call sends a request without a body and reads the answer, within bound. It is retried after no answer and after a
// server error. Redirects are not followed: keys come from where the user said.
func (o *opener) call(
	ctx context.Context, bound time.Duration, method string, to *url.URL, header http.Header,
) (httpAnswer, error) {
	ctx, cancel := context.WithTimeout(ctx, bound)
	defer cancel()
	// The pauses are counted, so that the bound also holds where Sleep moves a clock instead of waiting.
	for pause, paused := firstPause, time.Duration(0); ; pause *= 2 {
		got, err := o.callOnce(ctx, method, to, header)
		paused += pause
		if !transient(got, err) || ctx.Err() != nil || paused >= bound || o.options.Clock.Sleep(ctx, pause) != nil {
			return got, err
		}
	}
}

// finalError is a failure that a retry cannot mend.
type finalError string

func (e finalError) Error() string { return string(e) }

// transient reports whether the next try may succeed.
func transient(got httpAnswer, err error) bool {
	var final finalError
	return (err != nil && !errors.As(err, &final)) || got.status >= http.StatusInternalServerError
}

func (o *opener) callOnce(ctx context.Context, method string, to *url.URL, header http.Header) (httpAnswer, error) {
	request, err := http.NewRequestWithContext(ctx, method, to.String(), http.NoBody)
	if err != nil {
		return httpAnswer{}, finalError("the request cannot be built")
	}
	for name := range header {
		request.Header.Set(name, header.Get(name))
	}
	if user := to.User; user != nil {
		password, _ := user.Password()
		request.SetBasicAuth(user.Username(), password)
	}
	return o.send(request)
}

// send sends a request and reads the answer.
func (o *opener) send(request *http.Request) (httpAnswer, error) {
	response, err := o.options.Transport.RoundTrip(request)
	if err != nil {
		return httpAnswer{}, networkCause(err)
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(response.Body, maxAnswer+1))
	if err != nil {
		return httpAnswer{}, networkCause(err)
	}
	if len(body) > maxAnswer {
		return httpAnswer{}, finalError(fmt.Sprintf("the answer is larger than %d kB", maxAnswer>>10))
	}
	return httpAnswer{status: response.StatusCode, body: body}, nil
}

// refusal is the error of an answer whose status is not 200.
func (a httpAnswer) refusal() error {
	switch {
	case a.status == http.StatusOK:
		return nil
	case a.status >= 300 && a.status < 400:
		return fmt.Errorf("the answer is HTTP %d, a redirect, which is not followed", a.status)
	}
	return fmt.Errorf("the answer is HTTP %d %s", a.status, http.StatusText(a.status))
}

// keys reads the answer of a metadata server or a credentials URI. Its errors hold nothing of the answer but a code.
func (a httpAnswer) keys() (rds.TemporaryCredentials, error) {
	if err := a.refusal(); err != nil {
		return rds.TemporaryCredentials{}, err
	}
	var said struct {
		Code            string
		AccessKeyID     string `json:"AccessKeyId"`
		AccessKeySecret string
		SecurityToken   string
		Expiration      string
	}
	if json.Unmarshal(contentOf(a.body), &said) != nil {
		return rds.TemporaryCredentials{}, errors.New("the answer is not the JSON of credentials")
	}
	switch {
	case said.Code != "" && said.Code != "Success" && isCode(said.Code):
		return rds.TemporaryCredentials{}, errors.New("the answer has the code " + said.Code)
	case said.Code != "" && said.Code != "Success":
		return rds.TemporaryCredentials{}, errors.New("the answer has another code than Success")
	}
	for _, field := range []struct {
		name  string
		value *string
	}{
		{"AccessKeyId", &said.AccessKeyID},
		{"AccessKeySecret", &said.AccessKeySecret},
		{"SecurityToken", &said.SecurityToken},
	} {
		cleaned, err := Clean(*field.value)
		if err != nil {
			return rds.TemporaryCredentials{}, fmt.Errorf("%s of the answer %w", field.name, err)
		}
		*field.value = cleaned
	}
	if said.AccessKeyID == "" || said.AccessKeySecret == "" {
		return rds.TemporaryCredentials{}, errors.New("the answer lacks AccessKeyId or AccessKeySecret")
	}
	return rds.TemporaryCredentials{
		Credentials: rds.Credentials{
			AccessKeyID: said.AccessKeyID, AccessKeySecret: said.AccessKeySecret, SecurityToken: said.SecurityToken,
		},
		Expires: endOf(said.Expiration),
	}, nil
}

// endOf reads when keys end. An end that cannot be read is unknown; the keys may still work.
func endOf(written string) time.Time {
	end, err := time.Parse(time.RFC3339, written)
	if err != nil {
		return time.Time{}
	}
	return end
}

// networkCause says in our words why a call brought no answer. Those of net/http may quote what the server sent.
func networkCause(err error) error {
	if words, lasting := rds.WhyNotConnected(err); lasting {
		return finalError(words)
	} else if words != "" {
		return errors.New(words)
	}
	var errno syscall.Errno
	var name *net.DNSError
	switch {
	case errors.Is(err, context.Canceled):
		return context.Canceled
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, os.ErrDeadlineExceeded):
		return errors.New("no answer in time")
	case errors.As(err, &errno):
		return errno
	case errors.As(err, &name):
		return errors.New("the host name cannot be resolved")
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return errors.New("the connection broke")
	}
	var failed net.Error
	if errors.As(err, &failed) && failed.Timeout() {
		return errors.New("no answer in time")
	}
	return finalError("the answer is not HTTP, or the connection failed")
}
