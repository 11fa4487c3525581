// SPDX-License-Identifier: MPL-2.0

package rds_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit/transport"
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
			c.Transport = transport.Func(func(r *http.Request) (*http.Response, error) {
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
		"string-to-sign": {
			answer: func(c call) reply { return echoRequest(c, "SignatureDoesNotMatch") }, class: rds.ClassCredential,
			code: "SignatureDoesNotMatch",
		},
		"incomplete": {
			answer: func(c call) reply { return echoRequest(c, "IncompleteSignature") }, class: rds.ClassCredential,
			code: "IncompleteSignature",
		},
		"key id in message": {
			answer: func(call) reply { return refusalWith("InvalidAccessKeyId.NotFound", "key "+canaryID+" is unknown") },
			class:  rds.ClassCredential, code: "InvalidAccessKeyId.NotFound",
		},
		"token in message": {
			answer: func(call) reply { return refusalWith("Whatever", "token "+canaryToken+" and "+canarySecret) },
			code:   "Whatever",
		},
		"signed URL": {
			answer: func(c call) reply { return refusalWith("Whatever", "see http://host/"+c.raw.URL.RequestURI()) },
			code:   "Whatever",
		},
		"signature": {
			answer: func(c call) reply { return refusalWith("Whatever", "got "+c.params.Get("Signature")) }, code: "Whatever",
		},
		"secret as code": {
			answer: func(call) reply { return refusalWith(canarySecret, "no") }, class: rds.ClassUnreadable,
			code: "Client.ForeignAnswer",
		},
		"number as code": {answer: func(call) reply {
			return reply{status: 400, body: `{"RequestId":1,"Code":12,"Message":3,"AccessDeniedDetail":"x"}`}
		}, code: "12"},
		"object as code": {
			answer: func(call) reply { return reply{status: 400, body: `{"RequestId":{},"Code":{},"Message":[]}`} },
			class:  rds.ClassUnreadable, code: "Client.ForeignAnswer",
		},
		"HTML": {
			answer: func(c call) reply { return reply{status: 200, body: "<html>" + c.raw.URL.RawQuery} },
			class:  rds.ClassUnreadable, code: "Client.ForeignAnswer",
		},
		"HTML 502": {
			answer: func(c call) reply { return reply{status: 502, body: "<html>" + c.raw.URL.RawQuery} },
			class:  rds.ClassUnavailable, code: "Client.ForeignFailure",
		},
		"HTML 403": {
			answer: func(call) reply { return reply{status: 403, body: "<html>"} }, class: rds.ClassUnreadable,
			code: "Client.ForeignAnswer",
		},
		"redirect": {answer: func(call) reply {
			return reply{status: 302, header: map[string]string{"Location": "http://127.0.0.1:1/"}}
		}, class: rds.ClassUnreadable, code: "Client.ForeignAnswer"},
		"empty 200": {
			answer: func(call) reply { return reply{} }, class: rds.ClassUnreadable, code: "Client.EmptyAnswer",
		},
		"empty object": {
			answer: func(call) reply { return reply{body: "{}"} }, class: rds.ClassUnreadable, code: "Client.EmptyAnswer",
		},
		"truncated": {
			answer: func(c call) reply { return reply{body: `{"RequestId":"x","Engine":"` + c.raw.URL.RawQuery} },
			class:  rds.ClassUnreadable, code: "Client.ForeignAnswer",
		},
		"dropped": {
			answer: func(call) reply { return reply{drop: true} }, class: rds.ClassConnection, code: "Client.ConnectionFailed",
		},
		"transport": {
			edit: transportError(errors.New("broken")), class: rds.ClassConnection, code: "Client.ConnectionFailed",
		},
		"transport deadline": {
			edit: transportError(context.DeadlineExceeded), class: rds.ClassConnection, code: "Client.ReadTimeout",
		},
		"refused": {
			edit: func(c *rds.Config) { c.RDSEndpoint = "http://127.0.0.1:1" }, class: rds.ClassConnection,
			code: "Client.ConnectionFailed",
		},
		"panic": {edit: func(c *rds.Config) {
			c.Transport = transport.Func(func(r *http.Request) (*http.Response, error) { panic(r.URL.String()) })
		}, class: rds.ClassUnreadable, code: "Client.Failure"},
		"source fails": {edit: func(c *rds.Config) {
			c.Credentials = source(func() (rds.Credentials, error) {
				return rds.Credentials{}, &url.Error{
					Op: "Get", URL: "https://sts/?AccessKeyId=" + canaryID, Err: errors.New("Signature=" + canaryID),
				}
			})
		}, class: rds.ClassCredential, code: "Client.NoCredentials"},
		"source is empty": {
			edit: func(c *rds.Config) { c.Credentials = rds.StaticCredentials(rds.Credentials{}) }, class: rds.ClassCredential,
			code: "Client.NoCredentials",
		},
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
			api := newFakeAPI(t, tc.answer)
			log := newTranscript()
			client, _ := newClient(t, api.URL, func(c *rds.Config) {
				c.Observer = log
				if tc.edit != nil {
					tc.edit(c)
				}
			})
			_, err := client.Policy(t.Context(), "cn-hangzhou", "pgm-demo")
			assertFailed(t, err, tc.class, tc.code)
			if errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("the error looks like the end of the context: %v", err)
			}
			said := strings.Join(append(log.all(), errorTexts(err)...), "\n")
			assertClean(t, "error or log", said)
			for _, sent := range api.received() { // a server may repeat the signature, too
				if strings.Contains(said, sent.params.Get("Signature")) {
					t.Errorf("the signature shows in %s", said)
				}
			}
		})
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

type source func() (rds.Credentials, error)

func (f source) Credentials(context.Context) (rds.Credentials, error) { return f() }

func TestCancel_returnsAtOnceAndKeepsTheContextError(t *testing.T) {
	t.Parallel()
	reached := make(chan struct{}, 1)
	client, _ := newClient(t, "http://127.0.0.1:1", func(c *rds.Config) {
		c.Transport = transport.Func(func(r *http.Request) (*http.Response, error) {
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
