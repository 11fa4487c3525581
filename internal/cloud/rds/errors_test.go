// SPDX-License-Identifier: MPL-2.0

package rds_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

// assertClean fails when a text holds one of the canary keys in any spelling, a signature or a signed URL.
func assertClean(t *testing.T, what, value string) {
	t.Helper()
	if found := leaked(value); found != "" {
		t.Errorf("%s holds a secret: %s\n%s", what, found, value)
	}
}

// echoRequest is an answer that repeats the signed request, as the API's own errors do with the string-to-sign.
func echoRequest(c call, code string) reply {
	message := "server string to sign is:POST&%2F&" + url.QueryEscape(c.raw.URL.RawQuery)
	return reply{status: 400, body: fmt.Sprintf(`{"RequestId":%q,"Code":%q,"Message":%q}`, requestID, code, message)}
}

func TestErrors_holdNothingSecretOnAnyPath(t *testing.T) {
	t.Parallel()
	transportError := func(err error) func(*rds.Config) {
		return func(c *rds.Config) {
			c.Transport = roundTripper(func(r *http.Request) (*http.Response, error) {
				return nil, &url.Error{Op: "Post", URL: r.URL.String(), Err: fmt.Errorf("%w for %s", err, r.URL)}
			})
		}
	}
	cases := map[string]struct {
		answer func(c call) reply
		edit   func(*rds.Config)
		class  rds.Class
		code   string
		is     error
	}{
		"string-to-sign":    {answer: func(c call) reply { return echoRequest(c, "SignatureDoesNotMatch") }, class: rds.ClassCredential, code: "SignatureDoesNotMatch"},
		"incomplete":        {answer: func(c call) reply { return echoRequest(c, "IncompleteSignature") }, class: rds.ClassCredential, code: "IncompleteSignature"},
		"key id in message": {answer: func(call) reply { return refusalWith("InvalidAccessKeyId.NotFound", "key "+canaryID+" is unknown") }, class: rds.ClassCredential, code: "InvalidAccessKeyId.NotFound"},
		"token in message":  {answer: func(call) reply { return refusalWith("Whatever", "token "+canaryToken+" and "+canarySecret) }, code: "Whatever"},
		"signed URL":        {answer: func(c call) reply { return refusalWith("Whatever", "see http://host/"+c.raw.URL.RequestURI()) }, code: "Whatever"},
		"secret as code":    {answer: func(call) reply { return refusalWith(canarySecret, "no") }, class: rds.ClassUnreadable, code: "Client.ForeignAnswer"},
		"number as code": {answer: func(call) reply {
			return reply{status: 400, body: `{"RequestId":1,"Code":12,"Message":3,"AccessDeniedDetail":"x"}`}
		}, code: "12"},
		"object as code": {answer: func(call) reply { return reply{status: 400, body: `{"RequestId":{},"Code":{},"Message":[]}`} }, class: rds.ClassUnreadable, code: "Client.ForeignAnswer"},
		"HTML":           {answer: func(c call) reply { return reply{status: 200, body: "<html>" + c.raw.URL.RawQuery} }, class: rds.ClassUnreadable, code: "Client.ForeignAnswer"},
		"HTML 502":       {answer: func(c call) reply { return reply{status: 502, body: "<html>" + c.raw.URL.RawQuery} }, class: rds.ClassUnavailable, code: "Client.ForeignFailure"},
		"HTML 403":       {answer: func(call) reply { return reply{status: 403, body: "<html>"} }, class: rds.ClassUnreadable, code: "Client.ForeignAnswer"},
		"redirect": {answer: func(call) reply {
			return reply{status: 302, header: map[string]string{"Location": "http://127.0.0.1:1/"}}
		}, class: rds.ClassUnreadable, code: "Client.ForeignAnswer"},
		"empty 200":          {answer: func(call) reply { return reply{} }, class: rds.ClassUnreadable, code: "Client.EmptyAnswer"},
		"empty object":       {answer: func(call) reply { return reply{body: "{}"} }, class: rds.ClassUnreadable, code: "Client.EmptyAnswer"},
		"truncated":          {answer: func(c call) reply { return reply{body: `{"RequestId":"x","Engine":"` + c.raw.URL.RawQuery} }, class: rds.ClassUnreadable, code: "Client.ForeignAnswer"},
		"dropped":            {answer: func(call) reply { return reply{drop: true} }, class: rds.ClassConnection, code: "Client.ConnectionFailed"},
		"transport":          {edit: transportError(errors.New("broken")), class: rds.ClassConnection, code: "Client.ConnectionFailed"},
		"transport deadline": {edit: transportError(context.DeadlineExceeded), class: rds.ClassConnection, code: "Client.ReadTimeout"},
		"refused":            {edit: func(c *rds.Config) { c.RDSEndpoint = "http://127.0.0.1:1" }, class: rds.ClassConnection, code: "Client.ConnectionFailed"},
		"panic": {edit: func(c *rds.Config) {
			c.Transport = roundTripper(func(r *http.Request) (*http.Response, error) { panic(r.URL.String()) })
		}, class: rds.ClassUnreadable, code: "Client.Failure"},
		"source fails": {edit: func(c *rds.Config) {
			c.Credentials = source(func() (rds.Credentials, error) {
				return rds.Credentials{}, &url.Error{Op: "Get", URL: "https://sts/?AccessKeyId=" + canaryID, Err: errors.New("Signature=" + canaryID)}
			})
		}, class: rds.ClassCredential, code: "Client.NoCredentials"},
		"source is empty": {edit: func(c *rds.Config) { c.Credentials = rds.StaticCredentials(rds.Credentials{}) }, class: rds.ClassCredential, code: "Client.NoCredentials"},
		"panic in source": {edit: func(c *rds.Config) {
			c.Credentials = source(func() (rds.Credentials, error) { panic(canarySecret) })
		}, class: rds.ClassUnreadable, code: "Client.Failure"},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if tc.answer == nil {
				tc.answer = func(call) reply { return success("") }
			}
			var mu sync.Mutex
			var logged []string
			api := newFakeAPI(t, tc.answer)
			client, _ := newClient(t, api.URL, func(c *rds.Config) {
				c.Observer = observed(func(entry rds.CallLog) {
					request, answer := entry.Bodies()
					mu.Lock()
					defer mu.Unlock()
					logged = append(logged, fmt.Sprintf("%+v %s %s", entry, request, answer))
				})
				if tc.edit != nil {
					tc.edit(c)
				}
			})
			_, err := client.Policy(t.Context(), "cn-hangzhou", "pgm-demo")
			assertFailed(t, err, tc.class, tc.code)
			for wrapped := err; wrapped != nil; wrapped = errors.Unwrap(wrapped) {
				assertClean(t, "error", wrapped.Error())
				assertClean(t, "error value", fmt.Sprintf("%+v %#v", wrapped, wrapped))
			}
			assertClean(t, "log", strings.Join(logged, "\n"))
		})
	}
}

// The signature of a call is secret too. It is known only once the call is signed, and a server may repeat it.
func TestErrors_holdNoSignatureThatTheAPIRepeats(t *testing.T) {
	t.Parallel()
	var signature, logged string
	api := newFakeAPI(t, func(c call) reply {
		signature = c.params.Get("Signature")
		return refusalWith("Whatever", "got the signature "+signature)
	})
	client, _ := newClient(t, api.URL, func(c *rds.Config) {
		c.Observer = observed(func(entry rds.CallLog) {
			request, answer := entry.Bodies()
			logged += fmt.Sprintf("%+v %s %s", entry, request, answer)
		})
	})
	_, err := client.Policy(t.Context(), "cn-hangzhou", "pgm-demo")
	assertFailed(t, err, rds.ClassUnknown, "Whatever")
	if signature == "" || strings.Contains(err.Error(), signature) || strings.Contains(logged, signature) {
		t.Errorf("the signature %q shows in %v or in %s", signature, err, logged)
	}
}

func refusalWith(code, message string) reply {
	return reply{status: 400, body: fmt.Sprintf(`{"RequestId":%q,"Code":%q,"Message":%q}`, requestID, code, message)}
}

func assertFailed(t *testing.T, err error, class rds.Class, code string) {
	t.Helper()
	var failed *rds.Error
	if !errors.As(err, &failed) {
		t.Fatalf("got %T %v, want *rds.Error", err, err)
	}
	if got := rds.ClassOf(err); got != class {
		t.Errorf("class is %v, want %v (%v)", got, class, err)
	}
	if failed.Code != code {
		t.Errorf("code is %q, want %q (%v)", failed.Code, code, err)
	}
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

type source func() (rds.Credentials, error)

func (f source) Credentials(context.Context) (rds.Credentials, error) { return f() }

func TestError_textNamesEverythingASupportCaseNeeds(t *testing.T) {
	t.Parallel()
	api := newFakeAPI(t, func(call) reply { return refusal(403, "Forbidden.RAM") })
	client, _ := newClient(t, api.URL)
	_, err := client.Policy(t.Context(), "cn-hangzhou", "pgm-demo")
	want := "DescribeInstanceCrossBackupPolicy in cn-hangzhou failed with Forbidden.RAM (HTTP 403, request id " + requestID + "): the message of Forbidden.RAM"
	if err == nil || err.Error() != want {
		t.Fatalf("got  %v\nwant %s", err, want)
	}
}

func TestCancel_returnsAtOnceAndKeepsTheContextError(t *testing.T) {
	t.Parallel()
	reached := make(chan struct{}, 1)
	client, _ := newClient(t, "http://127.0.0.1:1", func(c *rds.Config) {
		c.Transport = roundTripper(func(r *http.Request) (*http.Response, error) {
			reached <- struct{}{}
			<-r.Context().Done()
			return nil, &url.Error{Op: "Post", URL: r.URL.String(), Err: r.Context().Err()}
		})
	})
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		<-reached
		cancel()
	}()
	_, err := client.Policy(ctx, "cn-hangzhou", "pgm-demo")
	if !errors.Is(err, context.Canceled) {
		t.Errorf("errors.Is(err, context.Canceled) is false: %v", err)
	}
	assertFailed(t, err, rds.ClassConnection, "Client.Interrupted")
	assertClean(t, "error", err.Error())
}

func TestCancel_duringTheWaitBetweenAttempts(t *testing.T) {
	t.Parallel()
	api := newFakeAPI(t, func(call) reply { return refusal(400, "Throttling.User") })
	ctx, cancel := context.WithCancel(t.Context())
	client, _ := newClient(t, api.URL, func(c *rds.Config) {
		c.Clock.Sleep = func(ctx context.Context, _ time.Duration) error { cancel(); return ctx.Err() }
	})
	_, err := client.Policy(ctx, "cn-hangzhou", "pgm-demo")
	if !errors.Is(err, context.Canceled) {
		t.Errorf("errors.Is(err, context.Canceled) is false: %v", err)
	}
	assertFailed(t, err, rds.ClassThrottled, "Throttling.User")
	if got := len(api.actions()); got != 1 {
		t.Errorf("%d calls, want 1", got)
	}
}

func TestReadTimeout_isNotTheEndOfTheContext(t *testing.T) {
	t.Parallel()
	client, _ := newClient(t, "http://127.0.0.1:1", func(c *rds.Config) {
		c.ReadTimeout = time.Millisecond
		c.Transport = roundTripper(func(r *http.Request) (*http.Response, error) {
			<-r.Context().Done()
			return nil, r.Context().Err()
		})
	})
	_, err := client.Policy(t.Context(), "cn-hangzhou", "pgm-demo")
	assertFailed(t, err, rds.ClassConnection, "Client.ReadTimeout")
	if errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("a read timeout looks like the end of the context: %v", err)
	}
}

func TestCancel_whileTheCredentialsAreFetched(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	client, _ := newClient(t, "http://127.0.0.1:1", func(c *rds.Config) {
		c.Credentials = source(func() (rds.Credentials, error) {
			cancel()
			return rds.Credentials{}, ctx.Err()
		})
	})
	_, err := client.Policy(ctx, "cn-hangzhou", "pgm-demo")
	if !errors.Is(err, context.Canceled) {
		t.Errorf("errors.Is(err, context.Canceled) is false: %v", err)
	}
	assertFailed(t, err, rds.ClassConnection, "Client.Interrupted")
}

func TestErrors_cutTheStringToSignAfterLettersThatChangeSize(t *testing.T) {
	t.Parallel()
	api := newFakeAPI(t, func(call) reply { return refusalWith("Whatever", strings.Repeat("Ⱥ", 40)+" String To Sign is POST&x") })
	client, _ := newClient(t, api.URL)
	_, err := client.Policy(t.Context(), "cn-hangzhou", "pgm-demo")
	assertFailed(t, err, rds.ClassUnknown, "Whatever")
	if want := strings.Repeat("Ⱥ", 40) + "."; !strings.HasSuffix(err.Error(), want) {
		t.Errorf("got %v, want the text up to the string to sign", err)
	}
}

func TestErrors_holdNoPasswordOfAProxy(t *testing.T) {
	t.Parallel()
	for _, proxy := range []string{"http://me:CANARY@proxy:80", "http://me:pa/CANARY@proxy:80", "http://me:pa@CANARY@proxy:80", "http://:CANARY@proxy:80"} {
		client, _ := newClient(t, "http://127.0.0.1:1", func(c *rds.Config) {
			c.Transport = roundTripper(func(*http.Request) (*http.Response, error) {
				return nil, fmt.Errorf("invalid proxy address %q: parse %q: invalid port", proxy, proxy)
			})
		})
		_, err := client.Policy(t.Context(), "cn-hangzhou", "pgm-demo")
		assertFailed(t, err, rds.ClassConnection, "Client.ConnectionFailed")
		if strings.Contains(err.Error(), "CANARY") || !strings.Contains(err.Error(), "invalid proxy address") {
			t.Errorf("%s: %v", proxy, err)
		}
	}
}
