// SPDX-License-Identifier: MPL-2.0

package rds

import (
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"
)

// RegionPlaceholder stands in an endpoint for the region of the call.
const RegionPlaceholder = "{region}"

// address is where the calls of one region go.
type address struct{ scheme, host string }

// CheckEndpoint reports why a value is no endpoint. The value itself stays out of the error: a URL may hold a password.
func CheckEndpoint(value string) error {
	_, err := parseEndpoint(value, defaultHomeRegion, "https")
	return err
}

// parseEndpoint returns the address of a region at an endpoint: a host, host:port or URL without path. The scheme
// counts where the endpoint names none.
func parseEndpoint(value, region, scheme string) (address, error) {
	value = strings.ReplaceAll(value, RegionPlaceholder, region)
	if strings.ContainsAny(value, "{}") {
		return address{}, errors.New(RegionPlaceholder + " is the only placeholder")
	}
	if !strings.Contains(value, "://") {
		value = scheme + "://" + value
	}
	parsed, err := url.Parse(value)
	switch {
	case err != nil:
		return address{}, errors.New("it does not parse as a host or URL")
	case parsed.Scheme != "http" && parsed.Scheme != "https":
		return address{}, fmt.Errorf("the scheme %q is neither http nor https", parsed.Scheme)
	case parsed.User != nil:
		return address{}, errors.New("it holds a user name")
	case parsed.Path != "" && parsed.Path != "/", parsed.RawQuery != "", parsed.Fragment != "":
		return address{}, errors.New("it has a path, a query or a fragment")
	case !validHost(parsed.Hostname()):
		return address{}, errors.New("it has no valid host name")
	}
	if port := parsed.Port(); port != "" || strings.HasSuffix(parsed.Host, ":") {
		if number, err := strconv.ParseUint(port, 10, 16); err != nil || number == 0 {
			return address{}, errors.New("the port is not a number from 1 to 65535")
		}
	}
	return address{scheme: parsed.Scheme, host: parsed.Host}, nil
}

func validHost(host string) bool {
	const most = 253 // letters of a name in the DNS
	if host == "" || len(host) > most || strings.HasPrefix(host, ".") || strings.HasPrefix(host, "-") {
		return false
	}
	return !strings.ContainsFunc(host, func(c rune) bool {
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
		return !letter && (c < '0' || c > '9') && !strings.ContainsRune("-._:", c) // ":" only in IPv6 addresses
	})
}
