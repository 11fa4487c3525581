// SPDX-License-Identifier: MPL-2.0

package rds_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit/transport"
)

// What cannot have reached the API is no write that may have happened. A connection that takes too long is no answer
// that does, and a certificate does not get better by asking again.
func TestUnreached_isNoWriteThatMayHaveHappened(t *testing.T) {
	t.Parallel()
	silent, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0") // accepts, and never says a word
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = silent.Close() })
	dialing := func(dialer net.Dialer) *http.Transport { return &http.Transport{DialContext: dialer.DialContext} }
	failing := func(op, text string) http.RoundTripper {
		return transport.Fail(&net.OpError{Op: op, Net: "tcp", Err: errors.New(text)})
	}
	proxy := &net.OpError{Op: "proxyconnect", Net: "tcp", Err: &net.OpError{Op: "dial", Err: context.DeadlineExceeded}}
	for name, tc := range map[string]struct {
		scheme     string
		transport  http.RoundTripper
		code, text string
		written    bool
		attempts   int // of a read
	}{
		"refused connection": {"http", failing("dial", "connection refused"), "Client.ConnectionFailed", "refused", false, 4},
		"untrusted": {
			"http", transport.Fail(&tls.CertificateVerificationError{
				Err:                    errors.New("unknown authority"),
				UnverifiedCertificates: []*x509.Certificate{{Issuer: pkix.Name{CommonName: "Corporate Proxy CA"}}},
			}),
			"Client.UntrustedHost", "unknown authority; the certificate was issued by Corporate Proxy CA", false, 1,
		},
		"unknown name": {
			"http", transport.Fail(&net.OpError{Op: "dial", Err: &net.DNSError{
				Err: "no such host", Name: "rds.aliyuncs.com", IsNotFound: true,
			}}),
			"Client.HostNotFound", "no such host", false, 4,
		},
		"name server that hangs": {
			"http", transport.Fail(&net.OpError{Op: "dial", Err: &net.DNSError{
				Err: "i/o timeout", Name: "rds.aliyuncs.com", IsTimeout: true,
			}}),
			"Client.ConnectTimeout", "the name of the host was not resolved in time", false, 2,
		},
		"reset while reading": {"http", failing("read", "reset by peer"), "Client.ConnectionFailed", "reset", true, 4},
		"a dialer that has no time": {
			"http", dialing(net.Dialer{Timeout: time.Nanosecond}),
			"Client.ConnectTimeout", "the connect timeout passed", false, 2,
		},
		"a proxy that is not reached": {
			"http", transport.Fail(proxy), "Client.ProxyFailed", "the connect timeout passed", false, 4,
		},
		"a handshake that nobody answers": {
			"https", dialing(net.Dialer{}),
			"Client.ReadTimeout", "the read timeout passed before there was a connection", false, 4,
		},
		"an answer that nobody gives": {
			"http", dialing(net.Dialer{}), "Client.ReadTimeout", "the read timeout passed", true, 4,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			attempts, writes := 0, 0
			client, _ := newClient(t, tc.scheme+"://"+silent.Addr().String(), func(c *rds.Config) {
				c.Transport, c.ReadTimeout = tc.transport, 20*time.Millisecond
				c.Observer = observed(func(entry rds.CallLog) {
					if attempts++; entry.Action == put {
						writes++
					}
				})
			})
			_, err := client.Policy(t.Context(), "cn-hangzhou", "pgm-demo")
			assertFailed(t, err, rds.ClassConnection, tc.code)
			var failed *rds.Error
			if !rds.Unreachable(err) || errors.As(err, &failed) && (failed.Service != "rds" ||
				failed.Host != silent.Addr().String()) {
				t.Errorf("the error is of %s at %q, and unreachable %t", failed.Service, failed.Host, rds.Unreachable(err))
			}
			if !strings.Contains(err.Error(), tc.text) || errors.Is(err, context.DeadlineExceeded) || attempts != tc.attempts {
				t.Errorf("%d attempts, want %d: %v", attempts, tc.attempts, err)
			}
			_, err = client.ApplySettings(t.Context(), onSettings())
			var unsettled *rds.NotSettledError
			if !errors.As(err, &unsettled) || unsettled.Written != tc.written || writes != 1 {
				t.Errorf("got %#v after %d writes, want written %t after one", err, writes, tc.written)
			}
		})
	}
}

// A proxy that takes a call and says nothing is given up before the read timeout: nothing was sent. The bubble of fake
// time has no sockets, so the proxy is a pipe.
func TestUnreached_aSilentProxyIsGivenUpEarly(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		begun := time.Now()
		client, _ := newClient(t, "https://rds.example.com", func(c *rds.Config) {
			through := rds.NewTransport(time.Second)
			through.Proxy = http.ProxyURL(&url.URL{Scheme: "http", Host: "proxy.example.com:3128"})
			through.DialContext = func(context.Context, string, string) (net.Conn, error) {
				here, there := net.Pipe()
				go func() { _, _ = io.Copy(io.Discard, there) }()
				return here, nil
			}
			c.Transport, c.ConnectTimeout, c.ReadTimeout, c.Clock = through, time.Second, time.Minute, rds.Clock{}
		})
		_, err := client.Policy(t.Context(), "cn-hangzhou", "pgm-demo")
		assertFailed(t, err, rds.ClassConnection, "Client.ConnectTimeout")
		if took := time.Since(begun); took > 25*time.Second {
			t.Errorf("took %s", took)
		}
		_, err = client.ApplySettings(t.Context(), onSettings())
		var unsettled *rds.NotSettledError
		if !errors.As(err, &unsettled) || unsettled.Written {
			t.Errorf("got %#v, want nothing written", err)
		}
		client.CloseIdleConnections()
	})
}

// A proxy that refuses to connect is named as such, with its status. What lasts is tried once.
func TestUnreached_byTheProxy(t *testing.T) {
	t.Parallel()
	for status, want := range map[int]struct {
		attempts int
		text     string
	}{
		http.StatusProxyAuthRequired: {1, "the proxy answered HTTP 407 Proxy Authentication Required"},
		http.StatusForbidden:         {1, "the proxy answered HTTP 403 Forbidden"},
		http.StatusBadGateway:        {4, "the proxy answered HTTP 502 Bad Gateway"},
	} {
		for _, scheme := range []string{"https", "http"} {
			refusing := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.WriteHeader(status)
				_, _ = io.WriteString(w, "<html>no</html>")
			}))
			t.Cleanup(refusing.Close)
			address, err := url.Parse(refusing.URL)
			if err != nil {
				t.Fatal(err)
			}
			attempts := 0
			client, _ := newClient(t, scheme+"://rds.example.com", func(c *rds.Config) {
				through := rds.NewTransport(time.Second)
				through.Proxy = http.ProxyURL(address)
				c.Transport = through
				c.Observer = observed(func(rds.CallLog) { attempts++ })
			})
			_, err = client.Policy(t.Context(), "cn-hangzhou", "pgm-demo")
			if scheme == "http" && status != http.StatusProxyAuthRequired {
				continue // a proxy that passes on looks like the API, and its page like a damaged answer
			}
			assertFailed(t, err, rds.ClassConnection, "Client.ProxyRefused")
			if attempts != want.attempts || scheme == "https" && !strings.Contains(err.Error(), want.text) {
				t.Errorf("%s: %d attempts, want %d: %v", scheme, attempts, want.attempts, err)
			}
		}
	}
}

// What ends before it is sent changed nothing, wherever it was on its way.
func TestUnsent_whenTheOperationEndsFirst(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]func(ctx context.Context, cancel func(), c *rds.Config) context.Context{
		"before it begins": func(ctx context.Context, cancel func(), _ *rds.Config) context.Context {
			cancel()
			return ctx
		},
		"while keys are fetched": func(ctx context.Context, cancel func(), c *rds.Config) context.Context {
			c.Credentials = source(func() (rds.Credentials, error) {
				cancel()
				return rds.Credentials{}, ctx.Err()
			})
			return ctx
		},
		"while keys are fetched, by a source that has them nevertheless": func(ctx context.Context, cancel func(),
			c *rds.Config,
		) context.Context {
			c.Credentials = source(func() (rds.Credentials, error) {
				cancel()
				return rds.Credentials{AccessKeyID: canaryID, AccessKeySecret: canarySecret}, nil
			})
			return ctx
		},
		"at the moment of its turn": func(ctx context.Context, cancel func(), c *rds.Config) context.Context {
			c.MaxRequestsPerSecond = 1
			c.Clock.Sleep = func(context.Context, time.Duration) error { // ends with the wait, which goes unnoticed
				cancel()
				return nil
			}
			return ctx
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var sent atomic.Int32
			ctx, cancel := context.WithCancel(t.Context())
			t.Cleanup(cancel)
			wire := transport.Func(func(r *http.Request) (*http.Response, error) {
				if r.Context().Err() != nil {
					return nil, r.Context().Err()
				}
				sent.Add(1)
				return success("").response(r), nil
			})
			client := limited(t, wire, func(c *rds.Config) { ctx = tc(ctx, cancel, c) })
			if name == "at the moment of its turn" {
				_ = client.PutPolicy(t.Context(), onSettings()) // takes the turn of now
				sent.Store(0)
			}
			_, err := client.ApplySettings(ctx, onSettings())
			var unsettled *rds.NotSettledError
			if !errors.As(err, &unsettled) || unsettled.Written || !errors.Is(err, context.Canceled) || sent.Load() != 0 {
				t.Errorf("%d calls were sent: %v", sent.Load(), err)
			}
		})
	}
}

// Calls that wait for keys hold no turns, so that they do not leave together when the keys come.
func TestLimiter_turnsAreTakenWithKeysInHand(t *testing.T) {
	t.Parallel()
	for name, do := range map[string]func(*rds.Client) func(context.Context) error{"reads": reading, "writes": writing} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				const keysAfter = 3 * time.Second
				wire := &sightings{start: time.Now()}
				client := limited(t, wire, func(c *rds.Config) {
					c.MaxRequestsPerSecond = 5
					c.Credentials = source(func() (rds.Credentials, error) {
						_ = wait(t.Context(), keysAfter-time.Since(wire.start))
						return rds.Credentials{AccessKeyID: canaryID, AccessKeySecret: canarySecret}, nil
					})
				})
				var group sync.WaitGroup
				for range 30 {
					group.Go(func() { _ = do(client)(t.Context()) })
				}
				group.Wait()
				if len(wire.seen) != 30 {
					t.Errorf("%d calls, want 30", len(wire.seen))
				}
				for i, call := range wire.seen {
					if want := keysAfter + time.Duration(i)*time.Second/5; (call.at - want).Abs() > time.Microsecond {
						t.Fatalf("call %d was sent after %v, want %v", i, call.at, want)
					}
				}
			})
		})
	}
}

// A call that leaves the queue must not make others come too soon. A third of a second is no whole number of
// nanoseconds, so that its token is not quite used up by the next one.
func TestLimiter_whoLeavesGivesNobodyTwoTurns(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		wire := &sightings{start: time.Now()}
		client := limited(t, wire, func(c *rds.Config) { c.MaxRequestsPerSecond = 3 })
		read, write := reading(client), writing(client)
		_ = read(t.Context()) // takes the turn of now
		var group sync.WaitGroup
		leaves, leave := context.WithCancel(t.Context())
		defer leave()
		group.Go(func() { _ = read(leaves) })
		_ = wait(t.Context(), 300*time.Millisecond)
		group.Go(func() { _ = write(t.Context()) })
		_ = wait(t.Context(), 20*time.Millisecond)
		leave()
		for range 3 {
			group.Go(func() { _ = read(t.Context()) })
		}
		group.Wait()
		for i := 1; i < len(wire.seen); i++ {
			if apart := wire.seen[i].at - wire.seen[i-1].at; apart < time.Second/3-time.Millisecond {
				t.Errorf("calls %d and %d are %v apart, want a third of a second: %+v", i-1, i, apart, wire.seen)
			}
		}
	})
}

// An endpoint that makes no address is a mistake, which no retry mends, and says nothing about the host.
func TestEndpoint_thatMakesNoAddressIsFinal(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]func(*rds.Client) error{
		"a read": func(c *rds.Client) error {
			_, err := c.Policy(t.Context(), "-cn", "pgm-demo")
			return err
		},
		"a write": func(c *rds.Client) error {
			want := onSettings()
			want.Region = "-cn"
			return c.PutPolicy(t.Context(), want)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client, slept := newClient(t, "http://{region}.example.com")
			err := tc(client)
			assertFailed(t, err, rds.ClassInvalid, "Client.InvalidRequest")
			if rds.Unreachable(err) || slept.total() > 0 {
				t.Errorf("retried after %v, unreachable is %t: %v", slept.total(), rds.Unreachable(err), err)
			}
			if !strings.Contains(err.Error(), "the endpoint for this region is not valid: it has no valid host name") {
				t.Errorf("got %v, want the reason", err)
			}
		})
	}
}
