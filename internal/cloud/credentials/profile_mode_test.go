// SPDX-License-Identifier: MPL-2.0

package credentials

import "testing"

// A profile without a mode has that of its fields, in the order of the CLI.
func TestModeByFields(t *testing.T) {
	t.Parallel()
	keys := profile{AccessKeyID: "k", AccessKeySecret: "s"}
	with := func(p profile, change func(*profile)) profile {
		change(&p)
		return p
	}
	for name, tt := range map[string]struct {
		profile profile
		want    string
	}{
		"keys":           {keys, modeAK},
		"half a pair":    {profile{AccessKeyID: "k"}, ""},
		"a token":        {with(keys, func(p *profile) { p.SecurityToken = "t" }), modeStsToken},
		"a role":         {with(keys, func(p *profile) { p.RoleARN = "r" }), modeRAMRoleArn},
		"token and role": {with(keys, func(p *profile) { p.SecurityToken, p.RoleARN = "t", "r" }), modeStsToken},
		"keys before the ECS role": {
			with(keys, func(p *profile) { p.RoleName, p.ProcessCommand = "n", "c" }), modeAK,
		},
		"a key pair":       {profile{PrivateKey: "f", KeyPairName: "n"}, modeRsaKeyPair},
		"an ECS role":      {profile{RoleName: "n", ProcessCommand: "c"}, modeEcsRAMRole},
		"a command":        {profile{ProcessCommand: "c", SignInURL: "u"}, modeExternal},
		"OIDC":             {profile{OIDCProviderARN: "p", OIDCTokenFile: "f", RoleARN: "r"}, modeOIDC},
		"OIDC, incomplete": {profile{OIDCProviderARN: "p", OIDCTokenFile: "f"}, ""},
		"CloudSSO":         {profile{SignInURL: "u", BearerToken: "b"}, modeCloudSSO},
		"a bearer token":   {profile{BearerToken: "b"}, modeBearerToken},
		"a role alone":     {profile{RoleARN: "r"}, ""},
		"a source alone":   {profile{SourceProfile: "a"}, ""},
		"a URI alone":      {profile{CredentialsURI: "http://h"}, ""}, // the CLI does not go by it
	} {
		if got := modeByFields(tt.profile); got != tt.want {
			t.Errorf("%s: mode = %q, want %q", name, got, tt.want)
		}
	}
}
