// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/provider"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit/transport"
)

// regions is the data source that every account may read.
const regions = "apsaradb_rds_cross_region_backup_regions"

// keys are the emulator's, with more arguments of the block.
func keys(more testkit.Attributes) testkit.Attributes {
	block := testkit.Attributes{"access_key": testkit.AccessKey, "secret_key": testkit.SecretKey}
	for name, value := range more {
		block[name] = value
	}
	return block
}

// variables is an environment of these variables and a home folder.
func variables(home string, set map[string]string) provider.Option {
	return provider.WithEnvironment(provider.Environment{
		Lookup:  func(name string) (string, bool) { value, ok := set[name]; return value, ok },
		HomeDir: func() (string, error) { return home, nil },
	})
}

// texts writes diagnostics as golden files hold them.
func texts(diagnostics testkit.Diagnostics) string {
	var text strings.Builder
	for _, found := range diagnostics {
		severity, at := "ERROR", ""
		if found.Warning {
			severity = "WARNING"
		}
		if found.Path != nil {
			at = " at " + found.Path.String()
		}
		fmt.Fprintf(&text, "%s%s\n%s\n\n%s\n", severity, at, found.Summary, found.Detail)
	}
	return text.String()
}

// wire carries calls to the emulator, in memory, and keeps what nobody else sees of them: the keys.
type wire struct {
	server *emulator.Server
	// hosts are answered by somebody else than the emulator.
	hosts map[string]http.RoundTripper

	mu   sync.Mutex
	sent []sentCall
}

type sentCall struct{ action, key, token string }

func newWire(t *testing.T, options ...emulator.Option) *wire {
	t.Helper()
	return &wire{server: emulator.StartInMemory(t, options...)}
}

// configure configures a provider that calls through the wire.
func (w *wire) configure(
	t *testing.T, block testkit.Attributes, options ...provider.Option,
) (*testkit.Session, testkit.Diagnostics) {
	t.Helper()
	return testkit.Configure(t.Context(), t, w.server, block, append(options, provider.WithTransport(w))...)
}

// read configures a provider and reads a data source through it, unless something was said before.
func (w *wire) read(t *testing.T, block testkit.Attributes, options ...provider.Option) testkit.Diagnostics {
	t.Helper()
	walk, said := w.configure(t, block, options...)
	if len(said) > 0 {
		return said
	}
	return walk.Data(regions, nil).Said
}

// RoundTrip records the call and lets the emulator answer it.
func (w *wire) RoundTrip(r *http.Request) (*http.Response, error) {
	if other, ok := w.hosts[r.URL.Host]; ok {
		return other.RoundTrip(r)
	}
	params, err := transport.Params(r)
	if err != nil {
		return nil, err
	}
	w.mu.Lock()
	w.sent = append(
		w.sent, sentCall{action: params.Get("Action"), key: params.Get("AccessKeyId"), token: params.Get("SecurityToken")},
	)
	w.mu.Unlock()
	return w.server.Transport().RoundTrip(r)
}

// calls returns what was sent so far, or of one action.
func (w *wire) calls(action string) []sentCall {
	w.mu.Lock()
	defer w.mu.Unlock()
	var found []sentCall
	for _, call := range w.sent {
		if action == "" || call.action == action {
			found = append(found, call)
		}
	}
	return found
}
