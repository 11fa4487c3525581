// SPDX-License-Identifier: MPL-2.0

package credentials

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

// metadataServer stands in for the metadata server of an ECS instance.
type metadataServer struct {
	url  *url.URL
	role string // of the instance; "" = none
	v2   bool   // knows tokens
	odd  bool   // hands out tokens, and refuses calls with one
	v1   bool   // answers without one

	mu    sync.Mutex
	calls []string
}

const metadataToken = "metadata-token"

func newMetadataServer(t *testing.T, s *metadataServer) Options {
	t.Helper()
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	at, err := url.Parse(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	s.url = at
	return Options{Transport: s}
}

// RoundTrip sends what goes to the metadata server's address to the test server, and refuses anything else.
func (s *metadataServer) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.URL.Host != "100.100.100.200" || r.URL.Scheme != "http" {
		return nil, fmt.Errorf("a call to %s", r.URL.Host)
	}
	r = r.Clone(r.Context())
	r.URL.Host = s.url.Host
	r.Close = true
	return http.DefaultTransport.RoundTrip(r)
}

func (s *metadataServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	s.calls = append(s.calls, r.Method+" "+r.URL.Path)
	s.mu.Unlock()
	token := r.Header.Get("X-aliyun-ecs-metadata-token")
	authorized := s.v1 && !(s.odd && token != "") || s.v2 && !s.odd && token == metadataToken
	const roles = "/latest/meta-data/ram/security-credentials/"
	switch {
	case r.URL.Path == "/latest/api/token" && s.v2 && r.Method == http.MethodPut &&
		r.Header.Get("X-aliyun-ecs-metadata-token-ttl-seconds") != "":
		_, _ = fmt.Fprint(w, metadataToken)
	case !authorized:
		w.WriteHeader(http.StatusForbidden)
	case r.URL.Path == roles && s.role != "":
		_, _ = fmt.Fprintln(w, s.role)
	case r.URL.Path == roles+s.role && s.role != "":
		_, _ = fmt.Fprintf(
			w,
			`{"Code": "Success", "LastUpdated": "2026-01-01T00:00:00Z", "AccessKeyId": "STS.k", "AccessKeySecret": "s", `+
				`"SecurityToken": "t", "Expiration": %q}`,
			expires(6*time.Hour),
		)
	default:
		w.WriteHeader(http.StatusNotFound)
	}
}

func TestECSRole(t *testing.T) {
	t.Parallel()
	const token, roles = "PUT /latest/api/token", "GET /latest/meta-data/ram/security-credentials/"
	v2Only := Switches{MetadataV1Disabled: "ALIBABA_CLOUD_IMDSV1_DISABLED"}
	for name, tt := range map[string]struct {
		server *metadataServer
		role   string
		rules  Switches
		calls  string
		want   string // the error
	}{
		"version 2":       {&metadataServer{role: "ops", v2: true}, "ops", Switches{}, token + ", " + roles + "ops", ""},
		"version 2 alone": {&metadataServer{role: "ops", v2: true}, "ops", v2Only, token + ", " + roles + "ops", ""},
		"version 1":       {&metadataServer{role: "ops", v1: true}, "ops", Switches{}, token + ", " + roles + "ops", ""},
		"the role it has": {
			&metadataServer{role: "ops", v2: true}, "", Switches{}, token + ", " + roles + ", " + roles + "ops", "",
		},
		"version 1 is not used": {&metadataServer{role: "ops", v1: true}, "ops", v2Only, token, "it gives no token, and " +
			"ALIBABA_CLOUD_IMDSV1_DISABLED forbids to ask without one: the answer is HTTP 404 Not Found"},
		"its token is refused": {
			&metadataServer{role: "ops", v2: true, v1: true, odd: true}, "ops",
			Switches{},
			token + ", " + roles + "ops, " + roles + "ops", "",
		},
		"refused, version 2": {
			&metadataServer{role: "ops", v2: true, v1: true, odd: true}, "ops", v2Only, token + ", " + roles + "ops",
			"the answer is HTTP 403 Forbidden",
		},
		"another role": {
			&metadataServer{role: "ops", v2: true}, "dev",
			Switches{},
			token + ", " + roles + "dev",
			`the instance has no RAM role "dev" (HTTP 404)`,
		},
		"no role": {&metadataServer{v2: true}, "", Switches{}, token + ", " + roles, "the instance has no " +
			"RAM role"},
		"refused": {
			&metadataServer{role: "ops"}, "ops", Switches{}, token + ", " + roles + "ops", "the answer is HTTP 403 Forbidden",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			options := newMetadataServer(t, tt.server)
			options.Switches = tt.rules
			source := openFile(
				t, `{"profiles": [{"name": "default", "mode": "EcsRamRole", "ram_role_name": `+quote(tt.role)+`}]}`, "", options,
			)
			if tt.role != "" {
				source = mustOpen(t, Choice{Origin: "argument ecs_role_name", ECSRole: tt.role}, options)
			}
			for range 2 { // the second use asks only after a failure
				got, err := source.Credentials(t.Context())
				switch {
				case tt.want != "":
					if err == nil || !strings.HasSuffix(err.Error(), ": ask the metadata server of ECS: "+tt.want) {
						t.Errorf("error = %v, want %s", err, tt.want)
					}
				case err != nil || got != rds.Credentials{AccessKeyID: "STS.k", AccessKeySecret: "s", SecurityToken: "t"}:
					t.Errorf("Credentials = %v, %v", got, err)
				}
				if calls := strings.Join(tt.server.calls, ", "); calls != tt.calls {
					t.Errorf("calls = %s\nwant    %s", calls, tt.calls)
				}
				if tt.want != "" {
					break
				}
			}
		})
	}
}

func TestECSRole_switchedOff(t *testing.T) {
	t.Parallel()
	options := Options{Switches: Switches{MetadataDisabled: "ALIBABA_CLOUD_ECS_METADATA_DISABLED"}}
	_, err := Open(Choice{Origin: "environment variable ALIBABA_CLOUD_ECS_METADATA", ECSRole: "ops"}, options)
	want := `get credentials of the ECS role "ops" (environment variable ALIBABA_CLOUD_ECS_METADATA): ask the ` +
		`metadata server of ECS: ALIBABA_CLOUD_ECS_METADATA_DISABLED switches it off`
	if err == nil || err.Error() != want {
		t.Errorf("error = %v, want %s", err, want)
	}
}

func TestECSRole_malformedNameStaysLocal(t *testing.T) {
	t.Parallel()
	if _, err := Open(Choice{ECSRole: "../../user-data"}, Options{}); err == nil {
		t.Error("no error for a name that leaves the folder of roles")
	}
}

func TestTransport_noProxyForTheMetadataServer(t *testing.T) {
	t.Parallel()
	proxied := &url.URL{Scheme: "http", Host: "proxy.example.com"}
	choose := proxyOf(func(*http.Request) (*url.URL, error) { return proxied, nil })
	for to, want := range map[string]*url.URL{"http://100.100.100.200/": nil, "http://keys.example.com/": proxied} {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, to, http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		if proxy, err := choose(request); proxy != want || err != nil {
			t.Errorf("proxy for %s = %v, %v; want %v", to, proxy, err, want)
		}
	}
}
