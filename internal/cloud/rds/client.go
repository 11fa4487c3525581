// SPDX-License-Identifier: MPL-2.0

package rds

import (
	"context"
	"maps"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	sdkrds "github.com/aliyun/alibaba-cloud-sdk-go/services/rds"
)

// Client calls the API. It is safe for use by many goroutines.
type Client struct {
	credentials     CredentialsSource
	endpoints       map[string]string // by product; "" is the public one
	homeRegion      string
	scheme          string // of endpoints that name none
	readTimeout     time.Duration
	maxRetryTimeout time.Duration
	userAgent       string
	sourceIP        string
	secureTransport string
	transport       http.RoundTripper
	sleep           func(context.Context, time.Duration) error
	jitter          func() float64
	observer        Observer
	limiter         *limiter
	clock           *clock
	// fetchesKeys says that other calls wait for those of this client.
	fetchesKeys bool
	// quick says that a call is sent once: see Quick.
	quick bool
}

// New returns a client. It fails where an endpoint is malformed, and sends nothing.
func New(config Config) (*Client, error) {
	config = config.completed()
	c := &Client{
		credentials:     config.Credentials,
		endpoints:       map[string]string{productRDS: config.RDSEndpoint, productSTS: config.STSEndpoint, productRAM: config.RAMEndpoint},
		homeRegion:      config.Region,
		scheme:          "https",
		readTimeout:     config.ReadTimeout,
		maxRetryTimeout: config.MaxRetryTimeout,
		userAgent:       config.UserAgent,
		sourceIP:        config.SourceIP,
		secureTransport: config.SecureTransport,
		transport:       config.Transport,
		sleep:           config.Clock.Sleep,
		jitter:          config.Jitter,
		observer:        config.Observer,
		limiter:         newLimiter(config),
		clock:           &clock{},
	}
	if config.Plaintext {
		c.scheme = "http"
	}
	for _, product := range []string{productRDS, productSTS, productRAM} {
		endpoint := c.endpoints[product]
		if endpoint == "" {
			continue
		}
		if err := CheckEndpoint(endpoint); err != nil {
			return nil, badEndpoint(product, err)
		}
	}
	return c, nil
}

// With returns a client that fetches keys on behalf of this one, with those of another source. Both share connections, the clock of the API and the limit
// on calls, in which whoever fetches keys does not queue behind those that wait for them. An STS endpoint of the configuration wins over stsHost.
func (c *Client) With(source CredentialsSource, stsHost string) (*Client, error) {
	if source == nil {
		return nil, &Error{Action: "Configure", Code: codeNoKeys, Message: "no source of credentials is given"}
	}
	made := *c
	made.credentials, made.fetchesKeys = source, true
	if c.endpoints[productSTS] != "" || stsHost == "" {
		return &made, nil
	}
	if err := CheckEndpoint(stsHost); err != nil {
		return nil, badEndpoint(productSTS, err)
	}
	made.endpoints = maps.Clone(c.endpoints)
	made.endpoints[productSTS] = stsHost
	return &made, nil
}

// Quick returns a client for calls whose answer is not needed: each is sent once, and has failed when it takes longer than d. The wait for the
// rate limit does not count, and a call that was refused because of it, or because its keys had expired, is sent again. All else is shared.
func (c *Client) Quick(d time.Duration) *Client {
	made := *c
	made.readTimeout, made.quick = min(d, c.readTimeout), true
	return &made
}

// badEndpoint is the error of an endpoint that no call can go to.
func badEndpoint(product string, err error) error {
	return &Error{Action: "Configure", Code: codeInvalidRequest, Message: "the " + product + " endpoint is not valid", Err: err}
}

// CloseIdleConnections closes connections that no call is using.
func (c *Client) CloseIdleConnections() {
	if closer, ok := c.transport.(interface{ CloseIdleConnections() }); ok {
		closer.CloseIdleConnections()
	}
}

// Now returns the API's clock, from the Date of its newest answer; the local clock before the first answer.
// Ages and limits go by it, because clocks of laptops are wrong more often than the API's.
func (c *Client) Now() time.Time {
	return c.clock.now(time.Now())
}

// SyncedNow is Now, after one cheap call to the region where no answer has told the API's clock yet. It does not matter how
// that call ends: a refusal carries the clock as well, and without any answer the local clock has to do.
func (c *Client) SyncedNow(ctx context.Context, region string) time.Time {
	if !c.clock.observed.Load() {
		_, _ = c.DestinationRegions(ctx, region)
	}
	return c.Now()
}

// The SDK's product names, which its typed requests carry.
const (
	productRDS = "Rds"
	productSTS = "Sts"
	productRAM = "Ram"
)

// defaultHomeRegion is where calls to STS and RAM go when no region is given. Their answers are the same in every region.
const defaultHomeRegion = "cn-hangzhou"

// address returns where calls to a product in a region go: the configured endpoint, or the public one.
func (c *Client) address(product, region string) (address, error) {
	if endpoint := c.endpoints[product]; endpoint != "" {
		return parseEndpoint(endpoint, region, c.scheme)
	}
	host := "rds." + region + ".aliyuncs.com"
	if public, ok := publicEndpoints()[region]; ok {
		host = public
	}
	switch product {
	case productSTS:
		host = "sts.aliyuncs.com"
	case productRAM:
		host = "ram.aliyuncs.com"
	}
	return address{scheme: c.scheme, host: host}, nil
}

// publicEndpoints is the SDK's list of regions that are served by another host than the regional one.
// The SDK builds it at the first call without a lock, so that call is made once, here.
var publicEndpoints = sync.OnceValue(sdkrds.GetEndpointMap)

// clock is the difference between the API's clock and the local one.
type clock struct {
	offset   atomic.Int64
	observed atomic.Bool
}

// observe keeps and returns how far the API's clock is ahead; 0 where the answer names no time.
func (k *clock) observe(date string, local time.Time) time.Duration {
	remote, err := http.ParseTime(date)
	if err != nil {
		return 0
	}
	ahead := remote.Sub(local)
	k.offset.Store(int64(ahead))
	k.observed.Store(true)
	return ahead
}

func (k *clock) now(local time.Time) time.Time {
	return local.Add(time.Duration(k.offset.Load())).UTC()
}
