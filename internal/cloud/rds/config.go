// SPDX-License-Identifier: MPL-2.0

package rds

import (
	"context"
	"net/http"
	"time"
)

// Defaults of Config.
const (
	DefaultReadTimeout = 60 * time.Second
	// DefaultConnectTimeout lets a slow line lose the first packets of a connection, which are sent again within 7 s.
	DefaultConnectTimeout  = 10 * time.Second
	DefaultMaxRetryTimeout = 10 * time.Minute
)

// Config holds what a Client needs. Every field may be left at its zero value.
type Config struct {
	// Credentials is asked before every attempt, so that refreshed keys are used at once. Without it only unsigned calls
	// succeed: see Client.With.
	Credentials CredentialsSource
	// RDSEndpoint, STSEndpoint and RAMEndpoint are a host, host:port or URL without path; "{region}" in them is replaced
	// by the call's region. Empty means the public endpoint of the service.
	RDSEndpoint, STSEndpoint, RAMEndpoint string
	// EndpointsFrom says by service, such as ServiceRDS, which setting named its endpoint. It is for errors only.
	EndpointsFrom map[string]string
	// Region stands for the region in calls to STS and RAM, which have none of their own, and chooses the public host of
	// STS. It also replaces "{region}" in their endpoints. Empty means cn-hangzhou, and the central host.
	Region string
	home   string // Region, or "" where it is no region id
	// Plaintext sends http:// to endpoints that name no scheme. The scheme of an endpoint URL wins.
	Plaintext bool
	// ReadTimeout bounds one attempt from before it connects to the last byte read; 0 means DefaultReadTimeout.
	// A ReadTimeout shorter than ConnectTimeout bounds connecting as well.
	ReadTimeout time.Duration
	// ConnectTimeout bounds the TCP connection of one attempt; 0 means DefaultConnectTimeout. What follows until a call
	// can be sent, at a proxy and in the handshake, gets 10 s more. A Transport given by the caller brings its own.
	ConnectTimeout time.Duration
	// MaxRetryTimeout bounds all attempts of one call together, waits included; 0 means DefaultMaxRetryTimeout. The
	// context bounds them as well.
	MaxRetryTimeout time.Duration
	// UserAgent is added to the User-Agent header, such as "terraform-provider-apsaradb/1.0".
	UserAgent string
	// SourceIP and SecureTransport are sent, each where it is set, as the query parameters SourceIp and SecureTransport,
	// as the official provider does. Policies with acs:SourceIp and acs:SecureTransport need them behind a proxy of the
	// cloud.
	SourceIP, SecureTransport string
	// Transport replaces the client's own transport, which uses the proxies of the environment and TLS 1.2 or newer.
	Transport http.RoundTripper
	// Clock is the local time; its zero value is the real one.
	Clock Clock
	// MaxRequestsPerSecond fixes how many calls to RDS the client sends a second; 0 lets it find out (see call_limit.go).
	MaxRequestsPerSecond int64
	// Jitter returns a number in [0,1) that scales a backoff; nil means math/rand/v2.
	Jitter func() float64
	// Observer gets every attempt and every wait; nil means none.
	Observer Observer
}

// completed fills in the defaults.
func (c Config) completed() Config {
	c.ReadTimeout = orDefault(c.ReadTimeout, DefaultReadTimeout)
	c.ConnectTimeout = orDefault(c.ConnectTimeout, DefaultConnectTimeout)
	c.MaxRetryTimeout = orDefault(c.MaxRetryTimeout, DefaultMaxRetryTimeout)
	if c.home = c.Region; !WellFormed(c.Region) {
		c.Region, c.home = defaultHomeRegion, ""
	}
	if c.Transport == nil {
		c.Transport = newTransport(c.ConnectTimeout)
	}
	c.Clock = c.Clock.completed()
	if c.Jitter == nil {
		c.Jitter = jitter
	}
	if c.Observer == nil {
		c.Observer = nobody{}
	}
	return c
}

func orDefault(value, fallback time.Duration) time.Duration {
	if value > 0 {
		return value
	}
	return fallback
}

// Credentials is one set of keys. SecurityToken is empty for long-lived keys.
type Credentials struct {
	AccessKeyID     string
	AccessKeySecret string
	SecurityToken   string
}

// CredentialsSource hands out the keys of one attempt. It must be safe for use by many goroutines.
type CredentialsSource interface {
	Credentials(ctx context.Context) (Credentials, error)
}

// Expirer is a CredentialsSource that keeps keys. Expire is called when the API has refused the keys as expired, before
// the source is asked again, so that it fetches fresh ones. It ignores keys that it no longer hands out.
type Expirer interface {
	Expire(keys Credentials)
}

// Tracer is a CredentialsSource that knows where the keys come from that it hands out.
type Tracer interface {
	Origin(keys Credentials) Origin
}

// KeysError is an error of a source of keys that says which source failed, and at what.
type KeysError interface {
	error
	FailedSource() Origin
}

// Origin says where keys come from. It holds nothing secret.
type Origin struct {
	// Place names the source in words that follow "the keys came from", such as: the environment variables A and B.
	Place string
	// Supply says how the source gets its keys.
	Supply Supply
	// Ends is when the keys end, as the source said; zero where it did not.
	Ends time.Time
	// Step is what the source failed at, where it handed out no keys.
	Step string
}

// Supply is how a source gets its keys, which decides what helps when they are refused.
type Supply uint8

const (
	// SupplyUnknown is the supply of a source that does not say it.
	SupplyUnknown Supply = iota
	// SupplyFixed says that somebody wrote the keys down, as in a variable or in a file.
	SupplyFixed
	// SupplyFetched says that a role, a server or a command hands them out.
	SupplyFetched
	// SupplyLogin says that they belong to a login of the Alibaba Cloud CLI.
	SupplyLogin
)

// StaticCredentials returns a source that always hands out the same keys.
func StaticCredentials(keys Credentials) CredentialsSource {
	return staticCredentials{keys: keys}
}

type staticCredentials struct{ keys Credentials }

func (s staticCredentials) Credentials(context.Context) (Credentials, error) {
	return s.keys, nil
}
