// SPDX-License-Identifier: MPL-2.0

package credentials

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"net/url"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

// uriTimeout bounds all tries together.
const uriTimeout = 20 * time.Second

// uri is the source of keys that a server hands out at a URI, often a sidecar on this machine.
// step is what a failure is called; "" where the label names the URI.
func (o *opener) uri(l label, uri, step string) (rds.CredentialsSource, error) {
	at, err := parseURI(uri)
	if err != nil {
		return nil, l.wrap(failedStep("read the URI", err))
	}
	return o.refreshing(l, func(ctx context.Context, _ rds.Credentials) (rds.TemporaryCredentials, error) {
		got, err := o.call(ctx, uriTimeout, http.MethodGet, at, nil)
		var keys rds.TemporaryCredentials
		if err == nil {
			keys, err = got.keys()
		}
		if err != nil && step != "" {
			err = failedStep(step, err)
		}
		return keys, err
	}), nil
}

// profileURI is the source of a profile of mode CredentialsURI. As in the CLI, the variable stands in for an empty
// field.
func (b *profileBuilder) profileURI(l label, p profile) (rds.CredentialsSource, error) {
	if variable := b.options.Switches.ExternalDisabled; variable != "" {
		return nil, switchedOff(variable)
	}
	uri := cmp.Or(p.CredentialsURI, b.options.Switches.CredentialsURI)
	if uri == "" {
		return nil, errors.New("its field credentials_uri is empty")
	}
	return b.uri(l, uri, "call "+shownURI(uri))
}

// sourceURI names a URI as a source.
func sourceURI(uri string) string { return "credentials URI " + shownURI(uri) }

// parseURI never repeats the URI, which may hold a password.
func parseURI(uri string) (*url.URL, error) {
	at, err := url.Parse(uri)
	if err != nil || (at.Scheme != "http" && at.Scheme != "https") || at.Hostname() == "" {
		return nil, errors.New("it is not a URI such as http://127.0.0.1:7002/credentials")
	}
	return at, nil
}

// shownURI is a URI without the parts that may be secret: all but the server. The path alone may give access to keys.
func shownURI(uri string) string {
	at, err := parseURI(uri)
	if err != nil {
		return "that was given"
	}
	return (&url.URL{Scheme: at.Scheme, Host: at.Host}).String()
}
