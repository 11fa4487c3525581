// SPDX-License-Identifier: MPL-2.0

package e2e_test

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/geobackup/terraform-provider-apsaradb/internal/provider"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit/secrets"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit/transport"
)

// way is one way of naming credentials.
type way struct {
	name  string
	block values
	env   map[string]string
	files map[string]string // below the home folder
	// fetches says that keys are asked for over the network.
	fetches bool
}

const (
	keysHost     = "keys.example.com"
	metadataHost = "100.100.100.200"

	canaryURI = "http://" + canaryUser + ":pWd%2F9+Jm=4&Zg%257cVf@" + keysHost + "/" + canaryURIPath + "?token=" +
		canaryURIQuery
	keysJSON = `{"Code": "Success", "Note": "` + canaryNote + `", "AccessKeyId": "` + canaryTokenKeyID +
		`", "AccessKeySecret": "` + canaryTokenKey +
		`", "SecurityToken": "` + canaryToken + `", "Expiration": "2099-01-01T00:00:00Z"}`
	processJSON = `{"mode": "StsToken", "note": "` + canaryNote + `", "access_key_id": "` + canaryTokenKeyID +
		`", "access_key_secret": "` + canaryTokenKey +
		`", "sts_token": "` + canaryToken + `"}`
	oidcProvider = "acs:ram::1234567890123456:oidc-provider/ci"
	configFile   = ".aliyun/config.json"
)

// inFile is the only profile of a file of the CLI.
func inFile(fields string) map[string]string {
	return map[string]string{
		configFile: `{"current": "canary", "note": "` + canaryNote + `", "profiles": [{"name": "canary", "note": "` +
			canaryNote + `", ` + fields + `}]}`,
	}
}

// inQuotes is a text as a JSON text.
func inQuotes(text string) string { return `"` + secrets.JSON(text) + `"` }

// ways are all ways of naming credentials. HOME stands for the home folder.
func ways() []way {
	static := values{"access_key": canaryKeyID, "secret_key": canaryKeySecret}
	role := []values{
		{"role_arn": canaryRole, "external_id": canaryExternalID, "policy": canaryPolicy, "session_name": "canary"},
	}
	oidc := func(name, value string) values {
		return values{"assume_role_with_oidc": []values{
			{
				"oidc_provider_arn": oidcProvider,
				"role_arn":          "acs:ram::1234567890123456:role/deployer",
				"policy":            canaryPolicy,
				name:                value,
			},
		}}
	}
	profile, roleFields := values{
		"profile": "canary",
	}, `"access_key_id": "`+canaryKeyID+`", "access_key_secret": "`+canaryKeySecret+`", "ram_role_arn": "`+canaryRole+
		`", "external_id": "`+canaryExternalID+`", "policy": `+inQuotes(
		canaryPolicy,
	)
	return []way{
		{name: "keys in the block", block: static},
		{
			name:  "token in the block",
			block: values{"access_key": canaryTokenKeyID, "secret_key": canaryTokenKey, "security_token": canaryToken},
		},
		{
			name: "keys in the environment",
			env: map[string]string{
				"ALIBABA_CLOUD_ACCESS_KEY_ID":     canaryKeyID,
				"ALIBABA_CLOUD_ACCESS_KEY_SECRET": canaryKeySecret,
			},
		},
		{name: "token in the environment", env: map[string]string{
			"ALICLOUD_ACCESS_KEY":     canaryTokenKeyID,
			"ALICLOUD_SECRET_KEY":     canaryTokenKey,
			"ALICLOUD_SECURITY_TOKEN": canaryToken,
		}},
		{
			name:  "JSON file",
			block: profile,
			files: inFile(
				`"mode": "StsToken", "access_key_id": "` + canaryTokenKeyID + `", "access_key_secret": "` + canaryTokenKey +
					`", "sts_token": "` + canaryToken + `"`,
			),
		},
		{
			name: "current profile",
			files: inFile(
				`"mode": "AK", "access_key_id": "` + canaryKeyID + `", "access_key_secret": "` + canaryKeySecret + `"`,
			),
		},
		{
			name:  "ini file",
			block: values{"shared_credentials_file": "HOME/credentials", "profile": "canary"},
			files: map[string]string{
				"credentials": "[canary]\ntype = sts\nnote = " + canaryNote + "\naccess_key_id = " + canaryTokenKeyID +
					"\naccess_key_secret = " + canaryTokenKey + "\nsecurity_token = " + canaryToken + "\n",
			},
		},
		{name: "role in a file", fetches: true, block: profile, files: inFile(`"mode": "RamRoleArn", ` + roleFields)},
		{
			name: "command in a file", block: profile,
			files: map[string]string{
				configFile: inFile(`"mode": "External", "process_command": "cat HOME/` + canaryURIPath + ` HOME/absent-` +
					canaryPassword + `"`)[configFile],
				// The command is given a file that is there as well, so that it succeeds.
				canaryURIPath:              processJSON,
				"absent-" + canaryPassword: "",
			},
		},
		{name: "credentials URI", fetches: true, block: values{"credentials_uri": canaryURI}},
		{
			name:    "credentials URI in the environment",
			fetches: true,
			env:     map[string]string{"ALIBABA_CLOUD_CREDENTIALS_URI": canaryURI},
		},
		{name: "metadata of ECS", fetches: true, block: values{"ecs_role_name": "worker"}},
		{
			name:    "assumed role",
			fetches: true,
			block:   values{"access_key": canaryKeyID, "secret_key": canaryKeySecret, "assume_role": role},
		},
		{name: "assumed role on a URI", fetches: true, block: values{"credentials_uri": canaryURI, "assume_role": role}},
		{name: "OIDC token", fetches: true, block: oidc("oidc_token", canaryOIDCToken)},
		{
			name:    "OIDC file",
			fetches: true,
			block:   oidc("oidc_token_file", "HOME/token"),
			files:   map[string]string{"token": canaryOIDCToken + "\n"},
		},
		{name: "OIDC in the environment", fetches: true, env: map[string]string{
			"ALIBABA_CLOUD_OIDC_PROVIDER_ARN": oidcProvider,
			"ALIBABA_CLOUD_ROLE_ARN":          "acs:ram::1234567890123456:role/deployer",
			"ALIBABA_CLOUD_OIDC_TOKEN":        canaryOIDCToken,
		}},
	}
}

// at writes the files of a way and returns the block and the options for them.
func (w way) at(t *testing.T, home, endpoint string, more values) (values, provider.Option) {
	t.Helper()
	for name, content := range w.files {
		path := filepath.Join(home, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if name == configFile {
			content = strings.ReplaceAll(content, "HOME", home)
		}
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	block := values{"region": "cn-hangzhou", "endpoints": []values{{"rds": endpoint, "sts": endpoint, "ram": endpoint}}}
	for _, part := range []values{w.block, more} {
		for name, value := range part {
			block[name] = inHome(value, home)
		}
	}
	env := map[string]string{"TF_LOG": "TRACE"}
	for name, value := range w.env {
		env[name] = value
	}
	return block, provider.WithEnvironment(provider.Environment{
		Lookup:  func(name string) (string, bool) { value, ok := env[name]; return value, ok },
		HomeDir: func() (string, error) { return home, nil },
	})
}

// inHome puts the home folder into texts.
func inHome(value any, home string) any {
	switch value := value.(type) {
	case string:
		return strings.ReplaceAll(value, "HOME", home)
	case []values:
		var list []values
		for _, member := range value {
			changed := values{}
			for name, text := range member {
				changed[name] = inHome(text, home)
			}
			list = append(list, changed)
		}
		return list
	}
	return value
}

// keyServers are the credentials URI and the metadata server.
func keyServers() map[string]http.RoundTripper {
	return map[string]http.RoundTripper{keysHost: transport.Func(keyServer), metadataHost: transport.Func(keyServer)}
}

// keyServer hands out keys.
func keyServer(r *http.Request) (*http.Response, error) {
	if r.Method == http.MethodPut {
		return transport.Response(r, http.StatusOK, canaryMetadata), nil
	}
	return transport.Response(r, http.StatusOK, keysJSON), nil
}
