// SPDX-License-Identifier: MPL-2.0

package credentials

import (
	"crypto/tls"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

// ConfigFile is where the CLI keeps its profiles.
const ConfigFile = "~/.aliyun/config.json"

// connectTimeout bounds a connection to a server of keys, and its handshake. It leaves time for another try.
const connectTimeout = 5 * time.Second

// opener opens the sources of one choice.
type opener struct{ options Options }

// Opened is a source of keys, and what a profile says besides keys.
type Opened struct {
	Source rds.CredentialsSource
	// Region is the region of the profile; empty where it has none, or where the keys come from elsewhere.
	Region string
	// Endpoints are those that the profile chooses, or the environment for STS. They come last: any other setting of an
	// endpoint wins over them.
	Endpoints Endpoints
	// Unused says which fields of the profile have no effect here, although they may change which host or role the CLI
	// uses, and what to set instead.
	Unused []string
}

// Open turns a choice into a source of keys. It reads files only: the network waits for the first call. Its errors are
// of the type *Error.
func Open(choice Choice, options Options) (Opened, error) {
	if options.Clock.Now == nil {
		options.Clock.Now = time.Now
	}
	if options.Clock.Sleep == nil {
		options.Clock.Sleep = rds.Sleep
	}
	if options.Transport == nil {
		options.Transport = newTransport()
	}
	o := &opener{options: options}
	opened, err := o.open(choice)
	if err != nil {
		return Opened{}, err
	}
	for _, role := range choice.Assume {
		l := roleLabel(role, "block assume_role")
		l.base = placeOf(opened.Source)
		opened.Source = o.assume(l, role, opened.Source, opened.Endpoints.STS)
	}
	return opened, nil
}

func (o *opener) open(choice Choice) (Opened, error) {
	endpoints, endpointsErr := o.endpoints(profile{})
	l := label{origin: choice.Origin}
	var source rds.CredentialsSource
	var err error
	switch {
	case choice.Static != nil:
		l.source = strings.TrimPrefix(choice.StaticPlace, "the ")
		source = fixed{rds.StaticCredentials(*choice.Static), choice.StaticPlace}
	case choice.Profile != nil:
		return o.openProfile(l, *choice.Profile)
	case choice.URI != "":
		l.source = sourceURI(choice.URI)
		source, err = o.uri(l, choice.URI, "")
	case choice.ECSRole != "":
		l.source = fmt.Sprintf("ECS role %q", choice.ECSRole)
		source, err = o.ecsRole(l, choice.ECSRole)
	case choice.OIDC != nil:
		l = roleLabel(choice.OIDC.Role, choice.Origin)
		source = o.oidc(l, *choice.OIDC, endpoints.STS)
	default:
		return o.lastResort()
	}
	if err == nil {
		err = l.wrap(endpointsErr)
	}
	return Opened{Source: source, Endpoints: endpoints}, err
}

// lastResort opens the current profile of the CLI.
func (o *opener) lastResort() (Opened, error) {
	l := label{source: "current profile of the Alibaba Cloud CLI"}
	if variable := o.options.Switches.CurrentProfileDisabled; variable != "" {
		return Opened{}, &Error{Source: l.source, Absent: true, Err: switchedOff(variable)}
	}
	opened, err := o.openProfile(l, Profile{})
	var failed *Error
	if errors.As(err, &failed) && (errors.Is(err, fs.ErrNotExist) || errors.Is(err, errNoHome)) {
		failed.Absent = true
	}
	return opened, err
}

// openProfile opens a profile of a file. A label without a source gets the name of the profile.
func (o *opener) openProfile(l label, choice Profile) (Opened, error) {
	name := choice.File
	if name == "" {
		name = ConfigFile
	}
	if l.source == "" {
		l.source = "current profile"
		if choice.Name != "" {
			l.source = fmt.Sprintf("profile %q", choice.Name)
		}
	}
	expanded, err := expandHome(name, o.options.HomeDir)
	if err != nil {
		return Opened{}, l.wrap(failedStep("find the file "+name, err))
	}
	file, err := readProfileFile(expanded)
	if err != nil {
		return Opened{}, l.wrap(failedStep("read the file "+name, err))
	}
	selected, err := file.find(choice.Name)
	if err != nil {
		return Opened{}, l.wrap(failedStep("find it in the file "+name, err))
	}
	l.source, l.file = fmt.Sprintf("profile %q", selected.Name), name
	if selected, err = selected.cleaned(); err != nil {
		return Opened{}, l.wrap(err)
	}
	source, err := (&profileBuilder{opener: o, file: file}).build(l, selected)
	if err != nil {
		return Opened{}, l.wrap(err)
	}
	endpoints, err := o.endpoints(selected)
	if err != nil {
		return Opened{}, l.wrap(err)
	}
	return Opened{
		Source: source, Region: selected.RegionID, Endpoints: endpoints, Unused: file.unused(selected),
	}, nil
}

// refreshing returns a source that caches the keys of fetch.
func (o *opener) refreshing(l label, fetch fetch) *refreshing {
	return &refreshing{label: l, fetch: fetch, now: o.options.Clock.Now}
}

// newTransport returns the transport of the metadata server and the credentials URI.
func newTransport() *http.Transport {
	dialer := &net.Dialer{Timeout: connectTimeout}
	return &http.Transport{
		Proxy:                  proxyOf(http.ProxyFromEnvironment),
		DialContext:            dialer.DialContext,
		OnProxyConnectResponse: rds.RefusedByProxy,
		TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12},
		TLSHandshakeTimeout:    connectTimeout,
		DisableKeepAlives:      true, // one call in hours
	}
}

// proxyOf uses no proxy for the metadata server, which only the instance itself can reach.
func proxyOf(environment func(*http.Request) (*url.URL, error)) func(*http.Request) (*url.URL, error) {
	return func(request *http.Request) (*url.URL, error) {
		if request.URL.Host == metadataHost {
			return nil, nil //nolint:nilnil // what the transport takes for "no proxy"
		}
		return environment(request)
	}
}
