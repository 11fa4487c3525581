// SPDX-License-Identifier: MPL-2.0

package rds

import (
	"context"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/apicode"
)

// Client calls the API. It is safe for use by many goroutines.
type Client struct {
	config   Config // completed
	limiter  *limiter
	apiClock *apiClock
	// account is the one that CallerIdentity has named, nil before.
	account *atomic.Pointer[string]
	// quick is how long a call may take that is not waiting for the rate limit; 0 is no bound. See Quick.
	quick time.Duration
}

// New returns a client. It fails where an endpoint is malformed, and sends nothing.
func New(config Config) (*Client, error) {
	config = config.completed()
	for _, product := range []string{productRDS, productSTS, productRAM} {
		if err := checkProductEndpoint(product, config.endpoint(product)); err != nil {
			return nil, err
		}
	}
	return &Client{
		config: config, limiter: newLimiter(config), apiClock: &apiClock{}, account: new(atomic.Pointer[string]),
	}, nil
}

// With returns a client that signs with the keys of another source. Both share connections, the clock of the API and
// the rate limit. stsHost is where its calls to STS go; an STS endpoint of the configuration wins over it.
func (c *Client) With(source CredentialsSource, stsHost string) (*Client, error) {
	made := *c
	made.config.Credentials, made.account = source, new(atomic.Pointer[string])
	if made.config.STSEndpoint == "" {
		made.config.STSEndpoint = stsHost
	}
	if err := checkProductEndpoint(productSTS, made.config.STSEndpoint); err != nil {
		return nil, err
	}
	return &made, nil
}

// Quick returns a client for calls that the caller can do without: a call that gets no answer within d, or one that
// cannot be read, has failed and is not sent again. One that the API fails at is sent again only within d. The wait for
// the rate limit does not count, and a call that was throttled is sent again as ever. All else is shared.
func (c *Client) Quick(d time.Duration) *Client {
	made := *c
	made.config.ReadTimeout, made.quick = min(d, c.config.ReadTimeout), d
	return &made
}

// CloseIdleConnections closes connections that no call is using.
func (c *Client) CloseIdleConnections() {
	if closer, ok := c.config.Transport.(interface{ CloseIdleConnections() }); ok {
		closer.CloseIdleConnections()
	}
}

// Now returns the API's clock, from the Date of its newest answer; the local clock before the first answer.
// Ages and limits go by it, because clocks of laptops are wrong more often than the API's.
func (c *Client) Now() time.Time {
	return c.apiClock.now(c.config.Clock.Now())
}

// SyncedNow is Now, after one cheap call to the region where no answer has told the API's clock yet. It does not matter
// how that call ends: a refusal carries the clock as well, and without any answer the local clock has to do.
func (c *Client) SyncedNow(ctx context.Context, region string) time.Time {
	if !c.apiClock.observed.Load() {
		_, _ = c.DestinationRegions(ctx, region)
	}
	return c.Now()
}

// defaultHomeRegion is where calls to STS and RAM go when no region is given. Their answers are the same in every
// region.
const defaultHomeRegion = "cn-hangzhou"

// endpoint returns the configured endpoint of a product; empty for the public one.
func (c Config) endpoint(product string) string {
	switch product {
	case productSTS:
		return c.STSEndpoint
	case productRAM:
		return c.RAMEndpoint
	}
	return c.RDSEndpoint
}

// checkProductEndpoint refuses an endpoint that no call can go to.
func checkProductEndpoint(product, endpoint string) error {
	if endpoint == "" {
		return nil
	}
	if err := CheckEndpoint(endpoint); err != nil {
		message := "the " + product + " endpoint is not valid"
		return &Error{Action: "Configure", Code: apicode.InvalidRequest, Message: message, Err: err}
	}
	return nil
}

// address returns where calls to a product in a region go: the configured endpoint, or the public one.
func (c *Client) address(product, region string) (address, error) {
	scheme := "https" // of endpoints that name none
	if c.config.Plaintext {
		scheme = "http"
	}
	if endpoint := c.config.endpoint(product); endpoint != "" {
		return parseEndpoint(endpoint, region, scheme)
	}
	if product != productRDS {
		region = c.config.home
	}
	return address{scheme: scheme, host: services()[product].host(region)}, nil
}

// Host is where calls to a service in a region go, such as ServiceRDS; empty where that cannot be told.
func (c *Client) Host(service, region string) string {
	for product, known := range services() {
		if known.name != service {
			continue
		}
		to, err := c.address(product, region)
		if err != nil {
			return ""
		}
		return to.host
	}
	return ""
}

// apiClock is the difference between the API's clock and the local one.
type apiClock struct {
	offset   atomic.Int64
	observed atomic.Bool
}

// observe keeps and returns how far the API's clock is ahead; 0 where the answer names no time.
func (k *apiClock) observe(date string, local time.Time) time.Duration {
	remote, err := http.ParseTime(date)
	if err != nil {
		return 0
	}
	ahead := remote.Sub(local)
	k.offset.Store(int64(ahead))
	k.observed.Store(true)
	return ahead
}

func (k *apiClock) now(local time.Time) time.Time {
	return local.Add(time.Duration(k.offset.Load())).UTC()
}
