// SPDX-License-Identifier: MPL-2.0

package e2e_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit/sandbox"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit/secrets"
)

// readConfiguration holds secrets only where the user cannot help it: in what he writes wrongly.
const readConfiguration = `terraform {
  required_providers {
    apsaradb = { source = "geobackup/apsaradb" }
  }
}

provider "apsaradb" {
  region               = "cn-hangzhou"
  client_read_timeout  = 20000
  max_retry_timeout    = 1000
}

data "apsaradb_rds_cross_region_backup_sets" "one" {
  instance_id = "pgm-console"
  limit       = 1
}
`

// terraformFails runs plans that fail in what only a real process has: its environment, its crash, its proxies.
func terraformFails(t *testing.T) {
	t.Helper()
	b := newLeakTest(t, readConfiguration)
	keys := []string{
		"ALIBABA_CLOUD_ACCESS_KEY_ID=" + canaryTokenKeyID,
		"ALIBABA_CLOUD_ACCESS_KEY_SECRET=" + canaryTokenKey,
		"ALIBABA_CLOUD_SECURITY_TOKEN=" + canaryToken,
		"DEBUG=sdk,credential,*",
	}
	refusing := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.Error(w, "no "+r.Header.Get("Proxy-Authorization"), http.StatusProxyAuthRequired)
	}))
	t.Cleanup(refusing.Close)
	proxy := strings.TrimPrefix(refusing.URL, "http://")
	const remote = "ALIBABA_CLOUD_ENDPOINT_RDS=https://rds.example.com"
	for name, env := range map[string][]string{
		"wrong secret":           {"ALIBABA_CLOUD_ACCESS_KEY_SECRET=wrong" + canaryKeySecret},
		"wrong token":            {"ALIBABA_CLOUD_SECURITY_TOKEN=wrong" + canaryRoleToken},
		"proxy that refuses":     {remote, "HTTPS_PROXY=http://" + canaryUser + ":pWd%2F9%2BJm=4&Zg%257cVf@" + proxy},
		"proxy without a scheme": {remote, "HTTPS_PROXY=" + canaryUser + ":pWd%2F9+Jm=4&Zg%257cVf@127.0.0.1:1"},
		"proxy with bad escapes": {remote, "HTTPS_PROXY=" + canaryUser + ":" + canaryPassword + "%zz@127.0.0.1:1"},
		"proxy that is none":     {remote, "HTTPS_PROXY=" + canaryUser + ":" + canaryPassword + "@127.0.0.1:1"},
		"proxy with a bad port":  {remote, "HTTPS_PROXY=http://" + canaryUser + ":" + canaryPassword + "@127.0.0.1:port"},
		"endpoint with a login":  {"ALIBABA_CLOUD_ENDPOINT_RDS=http://" + canaryUser + ":" + canaryPassword + "@127.0.0.1:1"},
		"server without HTTP":    {"ALIBABA_CLOUD_ENDPOINT_RDS=" + listen(t, secrets.HostileAnswers()["no HTTP"])},
	} {
		if code := b.run(name, append(append([]string{}, keys...), env...), "plan", "-no-color", "-lock=false"); code == 0 {
			t.Errorf("%s: nothing failed", name)
		}
	}
	b.clean()
}

// quotedConfiguration has secrets in arguments that are wrong. Terraform prints the line that an error is at.
const quotedConfiguration = `terraform {
  required_providers {
    apsaradb = { source = "geobackup/apsaradb" }
  }
}

provider "apsaradb" {
  alias  = "endpoint"
  region = "cn-hangzhou"
  endpoints {
    rds = "http://` + canaryUser + `:x` + canaryURIPath + `@127.0.0.1"
  }
}

provider "apsaradb" {
  alias           = "uri"
  region          = "cn-hangzhou"
  credentials_uri = "ftp://127.0.0.1/` + canaryURIPath + `?token=` + canaryURIQuery + `"
}

provider "apsaradb" {
  alias      = "policy"
  region     = "cn-hangzhou"
  access_key = "` + canaryKeyID + `"
  secret_key = "` + canaryKeySecret + `"
  assume_role {
    role_arn = "` + canaryRole + `"
    policy   = "{` + canaryPolicyWord + `"
  }
}

provider "apsaradb" {
  alias      = "half"
  region     = "cn-hangzhou"
  secret_key = "` + canaryKeySecret + `"
}

data "apsaradb_rds_cross_region_backup_regions" "all" {
  provider = apsaradb.endpoint
}

data "apsaradb_rds_cross_region_backup_regions" "uri" {
  provider = apsaradb.uri
}

data "apsaradb_rds_cross_region_backup_regions" "policy" {
  provider = apsaradb.policy
}

data "apsaradb_rds_cross_region_backup_regions" "half" {
  provider = apsaradb.half
}
`

// terraformQuotes has Terraform print lines of a configuration with secrets in it.
func terraformQuotes(t *testing.T) {
	t.Helper()
	b := newLeakTest(t, quotedConfiguration)
	if code := b.run("plan", nil, "plan", "-no-color"); code == 0 || strings.Count(b.outputs["plan"], "Error: ") != 4 {
		t.Errorf("want four errors, got:\n%s", b.outputs["plan"])
	}
	t.Log(b.outputs["plan"])
	b.clean()
}

// terraformCrashes ends the provider in the middle of a call, so that it prints all its goroutines.
func terraformCrashes(t *testing.T) {
	t.Helper()
	b := newLeakTest(t, readConfiguration)
	env := []string{
		"ALIBABA_CLOUD_ACCESS_KEY_ID=" + canaryTokenKeyID,
		"ALIBABA_CLOUD_ACCESS_KEY_SECRET=" + canaryTokenKey,
		"ALIBABA_CLOUD_SECURITY_TOKEN=" + canaryToken,
		"GOTRACEBACK=all",
	}
	for _, signal := range []syscall.Signal{syscall.SIGQUIT, syscall.SIGABRT} {
		name, running := signal.String(), make(chan *sandbox.Process, 1)
		var once sync.Once
		tell := func() {
			once.Do(func() {
				if _, err := (<-running).SignalProviders(t.Context(), signal); err != nil {
					t.Error(err)
				}
			})
		}
		b.tap.arrived.Store(&tell)
		code := b.runWith(name, env, func(p *sandbox.Process) { running <- p }, "plan", "-no-color", "-lock=false")
		if code == 0 {
			t.Errorf("%s: nothing failed", name)
		}
		if !strings.Contains(b.outputs[name]+b.outputs[name+", log"], "goroutine ") {
			t.Errorf("%s: no goroutines were printed:\n%s", name, b.outputs[name])
		}
	}
	b.clean()
}
