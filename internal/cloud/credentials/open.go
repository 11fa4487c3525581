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
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

// ConfigFile is where the CLI keeps its profiles.
const ConfigFile = "~/.aliyun/config.json"

// connectTimeout bounds a connection to a server of keys, and its handshake. It leaves time for another try.
const connectTimeout = 5 * time.Second

// opener opens the sources of one choice.
type opener struct{ options Options }

// Open turns a choice into a source of keys, and returns the region of the profile in use. It reads files only: the
// network waits for the first call. Its errors are of the type *Error.
func Open(choice Choice, options Options) (source rds.CredentialsSource, region string, err error) {
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
	source, region, err = o.open(choice)
	if err != nil {
		return nil, "", err
	}
	for _, role := range choice.Assume {
		l := roleLabel(role, "block assume_role")
		l.base = placeOf(source)
		host, err := o.stsHost("", false)
		if err != nil {
			return nil, "", l.wrap(err)
		}
		source = o.assume(l, role, source, host)
	}
	return source, region, nil
}

func (o *opener) open(choice Choice) (rds.CredentialsSource, string, error) {
	switch {
	case choice.Static != nil:
		return fixed{rds.StaticCredentials(*choice.Static), choice.StaticPlace}, "", nil
	case choice.Profile != nil:
		return o.openProfile(label{origin: choice.Origin}, *choice.Profile)
	case choice.URI != "":
		source, err := o.uri(label{source: sourceURI(choice.URI), origin: choice.Origin}, choice.URI, "")
		return source, "", err
	case choice.ECSRole != "":
		source, err := o.ecsRole(
			label{source: fmt.Sprintf("ECS role %q", choice.ECSRole), origin: choice.Origin}, choice.ECSRole,
		)
		return source, "", err
	case choice.OIDC != nil:
		source, err := o.oidc(roleLabel(choice.OIDC.Role, choice.Origin), *choice.OIDC, "", false)
		return source, "", err
	}
	return o.lastResort()
}

// lastResort opens the current profile of the CLI.
func (o *opener) lastResort() (rds.CredentialsSource, string, error) {
	l := label{source: "current profile of the Alibaba Cloud CLI"}
	if variable := o.options.Switches.CurrentProfileDisabled; variable != "" {
		return nil, "", &Error{Source: l.source, Absent: true, Err: switchedOff(variable)}
	}
	source, region, err := o.openProfile(l, Profile{})
	var failed *Error
	if errors.As(err, &failed) && (errors.Is(err, fs.ErrNotExist) || errors.Is(err, errNoHome)) {
		failed.Absent = true
	}
	return source, region, err
}

// openProfile opens a profile of a file. A label without a source gets the name of the profile.
func (o *opener) openProfile(l label, choice Profile) (rds.CredentialsSource, string, error) {
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
		return nil, "", l.wrap(failedStep("find the file "+name, err))
	}
	file, err := readProfileFile(expanded)
	if err != nil {
		return nil, "", l.wrap(failedStep("read the file "+name, err))
	}
	selected, err := file.find(choice.Name)
	if err != nil {
		return nil, "", l.wrap(failedStep("find it in the file "+name, err))
	}
	l.source, l.file = fmt.Sprintf("profile %q", selected.Name), name
	builder := &profileBuilder{opener: o, file: file}
	source, err := builder.build(l, selected)
	if err != nil {
		return nil, "", l.wrap(err)
	}
	return source, selected.RegionID, nil
}

// refreshing returns a source that caches the keys of fetch.
func (o *opener) refreshing(l label, fetch fetch) *refreshing {
	return &refreshing{label: l, fetch: fetch, now: o.options.Clock.Now}
}

// newTransport returns the transport of the metadata server and the credentials URI.
func newTransport() *http.Transport {
	dialer := &net.Dialer{Timeout: connectTimeout}
	return &http.Transport{
		Proxy:               proxyOf(http.ProxyFromEnvironment),
		DialContext:         dialer.DialContext,
		TLSClientConfig:     &tls.Config{MinVersion: tls.VersionTLS12},
		TLSHandshakeTimeout: connectTimeout,
		DisableKeepAlives:   true, // one call in hours
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
