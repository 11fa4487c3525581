// SPDX-License-Identifier: MPL-2.0

package e2e_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/geobackup/terraform-provider-apsaradb/internal/provider"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit/sandbox"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit/secrets"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit/transport"
)

// listen serves until the test ends. It repeats everything that was sent, and all secrets.
func listen(t *testing.T, answer secrets.Answer) string {
	t.Helper()
	at, stop, err := sandbox.Raw(func(said string) string {
		if unescaped, err := url.QueryUnescape(said); err == nil {
			said += " " + unescaped
		}
		return answer(said + " " + strings.Join(canaries().All(), " "))
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(stop)
	return at
}

// toServer sends everything to one server.
func toServer(host string) provider.Option {
	return provider.WithTransport(transport.Func(func(r *http.Request) (*http.Response, error) {
		r = r.Clone(r.Context())
		r.URL.Host = host
		return http.DefaultTransport.RoundTrip(r)
	}))
}

// TestSecrets_serversThatRepeat calls servers over the network, which answer everything but what they should.
func TestSecrets_serversThatRepeat(t *testing.T) {
	t.Parallel()
	for name, answer := range secrets.HostileAnswers() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			at := listen(t, answer)
			// One way of each kind: the others come to the same calls.
			for _, kind := range []string{
				"token in the block", "credentials URI", "metadata of ECS", "assumed role", "assumed role on a URI", "OIDC token",
			} {
				w, options := byName(t, kind), []provider.Option(nil)
				if strings.Contains(w.name, "metadata") {
					options = append(options, toServer(strings.TrimPrefix(at, "http://")))
				}
				if uri, ok := w.block["credentials_uri"].(string); ok {
					w.block["credentials_uri"] = strings.Replace(uri, keysHost, strings.TrimPrefix(at, "http://"), 1)
				}
				block, environment := w.at(t, t.TempDir(), at, nil)
				s := open(t, block, append(options, environment)...)
				s.look(setsType, values{"instance_id": "pgm-console"})
				s.apply(testkit.Result{}, wanted("pgm-demo", 30))
				if !strings.Contains(s.told.String(), "error") {
					t.Errorf("%s: nothing failed", w.name)
				}
				s.clean(canaries())
			}
		})
	}
}

// TestSecrets_serversWithoutTrust fail in the handshake.
func TestSecrets_serversWithoutTrust(t *testing.T) {
	t.Parallel()
	unknown := httptest.NewTLSServer(http.NotFoundHandler())
	t.Cleanup(unknown.Close)
	plain := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(plain.Close)
	for name, at := range map[string]string{
		"unknown certificate": unknown.URL,
		"no TLS":              strings.Replace(plain.URL, "http:", "https:", 1),
		"nobody there":        "http://127.0.0.1:1",
	} {
		for _, w := range ways() {
			if w.name != "token in the block" && w.name != "assumed role" && w.name != "OIDC token" {
				continue // The others come to the same calls.
			}
			t.Run(name+", "+w.name, func(t *testing.T) {
				t.Parallel()
				block, environment := w.at(t, t.TempDir(), at, nil)
				s := open(t, block, environment)
				s.look(regionType, nil)
				if !s.failed {
					t.Error("nothing failed")
				}
				s.clean(canaries())
			})
		}
	}
}

// TestSecrets_wrongArguments hold secrets where the provider cannot use them.
func TestSecrets_wrongArguments(t *testing.T) {
	t.Parallel()
	login := canaryUser + ":" + url.QueryEscape(canaryPassword) + "@"
	static := func(more values) values {
		block := values{"access_key": canaryKeyID, "secret_key": canaryKeySecret, "region": "cn-hangzhou"}
		for name, value := range more {
			block[name] = value
		}
		return block
	}
	endpoint := func(value string) values { return static(values{"endpoints": []values{{"rds": value}}}) }
	role := func(member, value string) values {
		whole := values{"role_arn": canaryRole}
		whole[member] = value
		return static(values{"assume_role": []values{whole}})
	}
	strangeRegion := map[string]string{"role without an STS": "nowhere//"}
	for name, block := range map[string]values{
		"role without an STS":      role("session_name", "canary"),
		"endpoint with a login":    endpoint("https://" + login + "rds.aliyuncs.com"),
		"endpoint with a query":    endpoint("https://rds.aliyuncs.com/?AccessKeySecret=" + url.QueryEscape(canaryKeySecret)),
		"endpoint that is none":    endpoint("https://" + canaryUser + ":" + canaryPassword + "@ \x7f"),
		"endpoint with a bad port": endpoint("https://rds.aliyuncs.com:" + canaryPassword),
		"endpoint with a bad host": endpoint(canaryPassword),
		"endpoint with a scheme":   endpoint(canaryUser + "://rds.aliyuncs.com"),
		"URI that is none": {
			"credentials_uri": "ftp://" + login + keysHost + "/" + canaryURIPath + "?" + canaryURIQuery,
		},
		"URI that does not parse": {"credentials_uri": "http://" + login + keysHost + ":x%zz/" + canaryURIPath},
		"key without secret":      {"access_key": canaryKeyID},
		"secret without key":      {"secret_key": canaryKeySecret},
		"token alone":             {"security_token": canaryToken},
		"policy that is no JSON":  role("policy", "{"+canaryPolicyWord),
		"policy that is too long": role("policy", `{"x": "`+strings.Repeat(canaryPolicyWord, 200)+`"}`),
		"external id too long":    role("external_id", strings.Repeat(canaryExternalID, 100)),
		"token that is too long": {
			"assume_role_with_oidc": []values{
				{"oidc_provider_arn": oidcProvider, "role_arn": canaryRole, "oidc_token": strings.Repeat(canaryOIDCToken, 600)},
			},
		},
		"secret with a blank":      static(values{"secret_key": canaryKeySecret + " x"}),
		"secret with quotes":       static(values{"secret_key": `"` + canaryKeySecret + `"`}),
		"key with a line end":      static(values{"access_key": canaryKeyID + "\nx"}),
		"token outside of ASCII":   static(values{"security_token": canaryToken + "\u00e9"}),
		"URI with a blank":         {"credentials_uri": canaryURI + " x"},
		"endpoint with a line end": endpoint(canaryPassword + "\nx"),
		"token of OIDC with a blank": {"assume_role_with_oidc": []values{
			{"oidc_provider_arn": oidcProvider, "role_arn": canaryRole, "oidc_token": canaryOIDCToken + " x"},
		}},
		"half of OIDC":            {"assume_role_with_oidc": []values{{"oidc_token": canaryOIDCToken}}},
		"profile without a file":  {"profile": "canary", "access_key": "", "security_token": ""},
		"keys of another account": static(values{"account_id": "1", "endpoints": []values{{"sts": "http://127.0.0.1:1"}}}),
		"everything at the same time": static(values{
			"security_token": canaryToken, "credentials_uri": canaryURI, "profile": "none", "ecs_role_name": canaryPassword,
			"region": "nowhere at all",
		}),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := way{env: map[string]string{"ALIBABA_CLOUD_STS_REGION": strangeRegion[name]}}
			_, environment := w.at(t, t.TempDir(), "", nil)
			s := open(t, block, environment)
			if !s.failed {
				t.Error("nothing failed")
			}
			s.clean(canaries())
		})
	}
}

// TestSecrets_brokenFiles hold secrets where the provider cannot read them.
func TestSecrets_brokenFiles(t *testing.T) {
	t.Parallel()
	all := strings.Join(canaries().All(), " ")
	profile := func(fields string) string { return `{"profiles": [{"name": "canary", ` + fields + `}]}` }
	for name, file := range map[string]string{
		"no JSON":            "{" + all,
		"no ini":             "[" + all,
		"neither":            all,
		"other JSON":         `{"profiles": ` + inQuotes(all) + `}`,
		"no mode":            profile(`"access_key_id": "` + canaryKeyID + `"`),
		"unknown mode":       profile(`"mode": "Magic", "access_key_secret": ` + inQuotes(canaryKeySecret)),
		"half of the keys":   profile(`"mode": "AK", "access_key_id": "` + canaryKeyID + `"`),
		"number for a text":  profile(`"mode": "AK", "access_key_id": "` + canaryKeyID + `", "access_key_secret": 17`),
		"text for a number":  profile(`"mode": "RamRoleArn", "expired_seconds": ` + inQuotes(canaryKeySecret)),
		"command that fails": profile(`"mode": "External", "process_command": "sh -c ` + canaryPassword + `"`),
		"command not there": profile(`"mode": "External", "process_command": "/no/such/` + canaryPassword + ` ` +
			canaryUser + `"`),
		"output that is no JSON": profile(`"mode": "External", "process_command": "echo ` + canaryPassword + `"`),
		"output of a mode": profile(
			`"mode": "External", "process_command": "echo '{\"mode\": \"` + canaryPassword + `\"}'"`),
		"output with a blank": profile(
			`"mode": "External", "process_command": "echo '{\"access_key_secret\": \"` + canaryPassword + ` x\"}'"`),
		"secret with a blank": profile(`"access_key_id": "` + canaryKeyID + `", "access_key_secret": ` +
			inQuotes(canaryKeySecret+" x")),
		"URI that is none": profile(`"mode": "CredentialsURI", "credentials_uri": ` +
			inQuotes("ftp://"+canaryUser+":"+canaryPassword)),
		"no OAuth": profile(`"mode": "OAuth", "oauth_access_token": ` + inQuotes(canaryToken) +
			`, "oauth_site_type": "` + canaryPassword + `"`),
		"no SSO": profile(`"mode": "CloudSSO", "access_token": ` + inQuotes(canaryToken)),
		"bad STS region": profile(`"mode": "RamRoleArn", "access_key_id": "` + canaryKeyID +
			`", "access_key_secret": "x", "ram_role_arn": "` + canaryRole + `", "sts_region": ` + inQuotes("//"+canaryPassword)),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := way{block: values{"profile": "canary"}, files: map[string]string{configFile: file}}
			block, environment := w.at(t, t.TempDir(), "http://127.0.0.1:1", nil)
			s := open(t, block, environment)
			if !s.failed {
				s.look(regionType, nil)
			}
			if !s.failed {
				t.Error("nothing failed")
			}
			s.clean(canaries())
		})
	}
}
