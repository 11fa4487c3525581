// SPDX-License-Identifier: MPL-2.0

package credentials

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

// profileBuilder builds the source of one profile. credentials-go's profile provider is not used: it mixes in
// variables of the environment, recurses without end when profiles name each other as source, and puts the whole file
// into an error.
type profileBuilder struct {
	*opener
	file    profileFile
	visited []string
}

func (b *profileBuilder) build(l label, p profile) (rds.CredentialsSource, error) {
	if p.Mode == "" && p.INIType == "" {
		p.Mode = modeByFields(p)
	}
	switch {
	case p.Mode == "" && p.INIType == "":
		return nil, fmt.Errorf("its field mode is empty, and its other fields fit no mode; known are %s",
			strings.Join(Modes(), ", "))
	case p.Mode == "":
		return nil, unusable(p, unsupported(p))
	}
	if err := requireFields(p); err != nil {
		return nil, unusable(p, err)
	}
	source, err := b.source(l, p)
	if err != nil {
		return nil, unusable(p, err)
	}
	return source, nil
}

// unusable names the mode that a profile fails in, in the words of its file.
func unusable(p profile, err error) error {
	var named *Error
	if errors.As(err, &named) {
		return err
	}
	if p.INIType != "" {
		return failedStep("use its type "+p.INIType, err)
	}
	return failedStep("use its mode "+p.Mode, err)
}

// unsupported lists what the file could say instead.
func unsupported(p profile) error {
	works := Modes()
	if p.INIType != "" {
		works = nil
		for _, t := range iniTypes() {
			works = append(works, t.name)
		}
	}
	return fmt.Errorf("it is not supported; supported are %s", strings.Join(works, ", "))
}

func (b *profileBuilder) source(l label, p profile) (rds.CredentialsSource, error) {
	switch p.Mode {
	case modeAK:
		p.SecurityToken = "" // left over from another mode; the CLI sends none
		return staticKeys(l, p), nil
	case modeStsToken:
		return staticKeys(l, p), nil
	case modeRAMRoleArn:
		return b.role(l, p, staticKeys(l, p))
	case modeRAMRoleArnWithEcs:
		base, err := b.ecsRole(l, p.RoleName)
		if err != nil {
			return nil, err
		}
		return b.role(l, p, base)
	case modeChainableRAMRoleArn:
		base, err := b.sourceProfile(l, p)
		if err != nil {
			return nil, err
		}
		return b.role(l, p, base)
	case modeEcsRAMRole:
		return b.ecsRole(l, p.RoleName)
	case modeOIDC:
		host, err := b.stsHost(p)
		if err != nil {
			return nil, err
		}
		return b.oidc(l, OIDC{ProviderARN: p.OIDCProviderARN, TokenFile: p.OIDCTokenFile, Role: p.role()}, host), nil
	case modeCredentialsURI:
		return b.profileURI(l, p)
	case modeCloudSSO:
		return b.cloudSSO(l, p)
	case modeOAuth:
		return b.oauth(l, b.file.path, p)
	case modeExternal:
		return b.external(l, p)
	default:
		return nil, unsupported(p)
	}
}

// requireFields names the first field that the mode needs and the profile lacks.
func requireFields(p profile) error {
	type field struct{ name, value string }
	keys := []field{{"access_key_id", p.AccessKeyID}, {"access_key_secret", p.AccessKeySecret}}
	role := field{"ram_role_arn", p.RoleARN}
	var needed []field
	switch p.Mode {
	case modeAK:
		needed = keys
	case modeStsToken:
		needed = append(keys, field{"sts_token", p.SecurityToken})
	case modeRAMRoleArn:
		needed = append(keys, role)
	case modeRAMRoleArnWithEcs:
		needed = []field{role}
	case modeChainableRAMRoleArn:
		needed = []field{role, {"source_profile", p.SourceProfile}}
	case modeOIDC:
		needed = []field{role, {"oidc_provider_arn", p.OIDCProviderARN}, {"oidc_token_file", p.OIDCTokenFile}}
	case modeExternal:
		needed = []field{{"process_command", p.ProcessCommand}}
	}
	for _, f := range needed {
		if Trim(f.value) == "" {
			if p.INIType != "" {
				f.name = iniField(f.name)
			}
			return fmt.Errorf("its field %s is empty", f.name)
		}
	}
	return nil
}

func staticKeys(l label, p profile) rds.CredentialsSource {
	return fixed{rds.StaticCredentials(p.keys()), l.place()}
}

func (p profile) role() rds.Role {
	return rds.Role{
		ARN: p.RoleARN, SessionName: p.RoleSessionName, Policy: p.Policy, ExternalID: p.ExternalID,
		Duration: time.Duration(p.DurationSeconds) * time.Second,
	}
}

func (b *profileBuilder) role(l label, p profile, base rds.CredentialsSource) (rds.CredentialsSource, error) {
	host, err := b.stsHost(p)
	if err != nil {
		return nil, err
	}
	return b.assume(l, p.role(), base, host), nil
}

// sourceProfile opens the profile whose keys assume the role of another.
func (b *profileBuilder) sourceProfile(l label, p profile) (rds.CredentialsSource, error) {
	if slices.Contains(b.visited, p.Name) {
		return nil, fmt.Errorf("the profiles %s name each other as source_profile", strings.Join(b.visited, ", "))
	}
	b.visited = append(b.visited, p.Name)
	next, err := b.file.find(p.SourceProfile)
	if err != nil {
		return nil, fmt.Errorf("find its source_profile: %w", err)
	}
	l.source = fmt.Sprintf("profile %q, the source_profile of %q", next.Name, p.Name)
	if next, err = next.cleaned(); err != nil {
		return nil, l.wrap(err)
	}
	source, err := b.build(l, next)
	if err != nil {
		return nil, l.wrap(err)
	}
	return source, nil
}
