// SPDX-License-Identifier: MPL-2.0

package credentials

import "strings"

// The modes of a profile, as the CLI writes them.
const (
	modeAK                  = "AK"
	modeStsToken            = "StsToken"
	modeRAMRoleArn          = "RamRoleArn"
	modeEcsRAMRole          = "EcsRamRole"
	modeOIDC                = "OIDC"
	modeChainableRAMRoleArn = "ChainableRamRoleArn"
	modeCloudSSO            = "CloudSSO"
	modeOAuth               = "OAuth"
	modeExternal            = "External"
	modeCredentialsURI      = "CredentialsURI"
	modeRAMRoleArnWithEcs   = "RamRoleArnWithRoleName" // deprecated by the CLI, still in files
)

// The modes of the CLI that make no keys for this API.
const (
	modeRsaKeyPair  = "RsaKeyPair" // deprecated by the CLI
	modeBearerToken = "BearerToken"
	modeAnonymous   = "Anonymous"
)

// Modes returns the supported modes of a profile, except the deprecated one.
func Modes() []string {
	return []string{
		modeAK, modeStsToken, modeRAMRoleArn, modeEcsRAMRole, modeOIDC, modeChainableRAMRoleArn, modeCloudSSO,
		modeOAuth, modeExternal, modeCredentialsURI,
	}
}

// knownMode returns the mode of the CLI that a text means, in any case of letters.
func knownMode(written string) (mode string, known bool) {
	others := []string{modeRAMRoleArnWithEcs, modeRsaKeyPair, modeBearerToken, modeAnonymous}
	for _, mode := range append(Modes(), others...) {
		if strings.EqualFold(mode, written) {
			return mode, true
		}
	}
	return "", false
}

// modeOf returns the mode that a file means.
func modeOf(written string) string {
	written = Trim(written)
	if mode, known := knownMode(written); known {
		return mode
	}
	return written // refused when the profile is used
}

// modeByFields returns the mode of a profile that names none, by the rules and in the order of the CLI; "" where its
// fields fit none.
func modeByFields(p profile) string {
	keys := p.AccessKeyID != "" && p.AccessKeySecret != ""
	switch {
	case keys && p.SecurityToken != "":
		return modeStsToken
	case keys && p.RoleARN != "":
		return modeRAMRoleArn
	case keys:
		return modeAK
	case p.PrivateKey != "" && p.KeyPairName != "":
		return modeRsaKeyPair
	case p.RoleName != "":
		return modeEcsRAMRole
	case p.ProcessCommand != "":
		return modeExternal
	case p.OIDCProviderARN != "" && p.OIDCTokenFile != "" && p.RoleARN != "":
		return modeOIDC
	case p.SignInURL != "":
		return modeCloudSSO
	case p.BearerToken != "":
		return modeBearerToken
	}
	return ""
}
