// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/aliyun/credentials-go/credentials/providers"
	"github.com/hashicorp/terraform-plugin-log/tflog"

	_ "github.com/geobackup/terraform-provider-apsaradb/internal/quiet" // before credentials-go reads DEBUG
	"github.com/geobackup/terraform-provider-apsaradb/internal/rds"
)

// profileSource hands out the keys of a profile. credentials-go refreshes them before they expire, but its providers are not
// safe for concurrent use, and cannot be canceled.
type profileSource struct {
	name  string        // the profile, for texts
	turn  chan struct{} // holds one token; who has it may use the rest
	inner providers.CredentialsProvider
	notes *notes
}

func openSource(name string, inner providers.CredentialsProvider, notes *notes) *profileSource {
	return &profileSource{name: name, turn: make(chan struct{}, 1), inner: inner, notes: notes}
}

// notes are the failures that a refresh survives.
type notes struct{ failures []error }

func (n *notes) add(err error) {
	if err != nil {
		n.failures = append(n.failures, err)
	}
}

// fetched is what one refresh brought.
type fetched struct {
	keys rds.Credentials
	err  error
}

// Credentials returns keys that are valid now. The first call may use the network. A call whose context ends returns at once;
// a refresh that it began goes on, for the next one, unless it is a command.
func (s *profileSource) Credentials(ctx context.Context) (rds.Credentials, error) {
	if err := ctx.Err(); err != nil {
		return rds.Credentials{}, err
	}
	select {
	case s.turn <- struct{}{}:
	case <-ctx.Done():
		return rds.Credentials{}, ctx.Err()
	}
	done := make(chan fetched, 1)
	go func() {
		defer func() { <-s.turn }()
		done <- s.fetch(ctx)
	}()
	select {
	case got := <-done:
		return got.keys, got.err
	case <-ctx.Done():
		return rds.Credentials{}, ctx.Err()
	}
}

// fetch is called by one goroutine at a time.
func (s *profileSource) fetch(ctx context.Context) (got fetched) {
	defer func() {
		if recover() != nil { // the value is dropped: it may quote an answer
			got = fetched{err: fmt.Errorf("get credentials of the profile %q: the answer cannot be handled", s.name)}
		}
	}()
	get := s.inner.GetCredentials
	if command, ok := s.inner.(*externalProvider); ok {
		get = func() (*providers.Credentials, error) { return command.credentials(ctx) }
	}
	keys, err := get()
	for _, failure := range s.notes.failures {
		tflog.Warn(ctx, "Cannot keep refreshed tokens", map[string]any{"profile": s.name, "error": failure.Error()})
	}
	s.notes.failures = nil
	if err != nil {
		return fetched{err: fmt.Errorf("get credentials of the profile %q: %w", s.name, scrub(err))}
	}
	return fetched{keys: rds.Credentials{AccessKeyID: keys.AccessKeyId, AccessKeySecret: keys.AccessKeySecret, SecurityToken: keys.SecurityToken}}
}

// profileBuilder builds the provider of one profile. It uses credentials-go's providers one by one instead of its profile
// provider: that one mixes in variables of the environment, recurses for ever when profiles name each other as source, and
// puts the whole file into an error.
type profileBuilder struct {
	file        profileFile
	stsEndpoint string // endpoints.sts
	region      string // the provider's
	plaintext   bool
	env         Environment
	visited     []string
	notes       notes
}

func newProfileSource(file profileFile, selected profile, settings Settings, env Environment) (rds.CredentialsSource, error) {
	builder := &profileBuilder{
		file: file, stsEndpoint: settings.Endpoints.STS, region: settings.Region, plaintext: settings.Plaintext, env: env,
	}
	inner, err := builder.build(selected)
	if err != nil {
		return nil, err
	}
	return openSource(selected.Name, inner, &builder.notes), nil
}

func (b *profileBuilder) build(p profile) (providers.CredentialsProvider, error) {
	if err := requireFields(p); err != nil {
		return nil, err
	}
	switch p.Mode {
	case modeAK, modeStsToken:
		return staticProvider(p)
	case modeRAMRoleArn:
		source, err := staticProvider(p)
		if err != nil {
			return nil, err
		}
		return b.assumeRole(p, source)
	case modeChainableRAMRoleArn:
		return b.chain(p)
	case modeEcsRAMRole:
		return providers.NewECSRAMRoleCredentialsProviderBuilder().WithRoleName(p.RoleName).Build()
	case modeOIDC:
		return b.oidc(p)
	case modeCloudSSO:
		return providers.NewCloudSSOCredentialsProviderBuilder().WithSignInUrl(p.SignInURL).WithAccountId(p.SSOAccountID).
			WithAccessConfig(p.AccessConfig).WithAccessToken(p.AccessToken).WithAccessTokenExpire(p.AccessTokenExpire).Build()
	case modeOAuth:
		return oauthProvider(b.file.path, p, &b.notes)
	case modeExternal:
		return newExternalProvider(p.ProcessCommand), nil
	default:
		return nil, fmt.Errorf("the mode is not supported; supported are %s", strings.Join(modes(), ", "))
	}
}

func modes() []string {
	return []string{modeAK, modeStsToken, modeRAMRoleArn, modeEcsRAMRole, modeOIDC, modeChainableRAMRoleArn, modeCloudSSO, modeOAuth, modeExternal}
}

// requireFields names the first field that the mode needs and the profile lacks. credentials-go would look some of them up
// in the environment, where they belong to something else.
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
	case modeChainableRAMRoleArn:
		needed = []field{role, {"source_profile", p.SourceProfile}}
	case modeOIDC:
		needed = []field{role, {"oidc_provider_arn", p.OIDCProviderARN}, {"oidc_token_file", p.OIDCTokenFile}}
	case modeExternal:
		needed = []field{{"process_command", p.ProcessCommand}}
	}
	for _, f := range needed {
		if strings.TrimSpace(f.value) == "" {
			return fmt.Errorf("its field %s is empty", f.name)
		}
	}
	return nil
}

func staticProvider(p profile) (providers.CredentialsProvider, error) {
	if p.SecurityToken != "" {
		return providers.NewStaticSTSCredentialsProviderBuilder().
			WithAccessKeyId(p.AccessKeyID).WithAccessKeySecret(p.AccessKeySecret).WithSecurityToken(p.SecurityToken).Build()
	}
	return providers.NewStaticAKCredentialsProviderBuilder().WithAccessKeyId(p.AccessKeyID).WithAccessKeySecret(p.AccessKeySecret).Build()
}

func (b *profileBuilder) chain(p profile) (providers.CredentialsProvider, error) {
	if slices.Contains(b.visited, p.Name) {
		return nil, fmt.Errorf("the profiles %s name each other as source_profile", strings.Join(b.visited, ", "))
	}
	b.visited = append(b.visited, p.Name)
	next, err := b.file.find(p.SourceProfile)
	if err != nil {
		return nil, fmt.Errorf("find its source_profile: %w", err)
	}
	source, err := b.build(next)
	if err != nil {
		return nil, fmt.Errorf("use its source_profile %q: %w", next.Name, err)
	}
	return b.assumeRole(p, source)
}

func (b *profileBuilder) assumeRole(p profile, source providers.CredentialsProvider) (providers.CredentialsProvider, error) {
	endpoint, err := b.stsHost(p)
	if err != nil {
		return nil, err
	}
	return providers.NewRAMRoleARNCredentialsProviderBuilder().WithCredentialsProvider(source).
		WithRoleArn(p.RoleARN).WithRoleSessionName(sessionName(p)).WithDurationSeconds(p.DurationSeconds).
		WithPolicy(p.Policy).WithExternalId(p.ExternalID).WithStsEndpoint(endpoint).Build()
}

func (b *profileBuilder) oidc(p profile) (providers.CredentialsProvider, error) {
	endpoint, err := b.stsHost(p)
	if err != nil {
		return nil, err
	}
	return providers.NewOIDCCredentialsProviderBuilder().WithOIDCTokenFilePath(p.OIDCTokenFile).WithOIDCProviderARN(p.OIDCProviderARN).
		WithRoleArn(p.RoleARN).WithRoleSessionName(sessionName(p)).WithDurationSeconds(p.DurationSeconds).
		WithPolicy(p.Policy).WithSTSEndpoint(endpoint).Build()
}

// sessionName is "terraform" by default, as in the official provider.
func sessionName(p profile) string {
	if p.RoleSessionName == "" {
		return "terraform"
	}
	return p.RoleSessionName
}

// stsHost returns the host that the role is assumed at: endpoints.sts, or else what the profile and the environment say.
func (b *profileBuilder) stsHost(p profile) (string, error) {
	region := p.STSRegion
	if region == "" {
		region = b.env.get("ALIBABA_CLOUD_STS_REGION")
	}
	if b.stsEndpoint != "" {
		return b.customSTSHost(region, b.region, p.RegionID)
	}
	if region == "" {
		return "sts.aliyuncs.com", nil
	}
	if p.EnableVPC || strings.EqualFold(b.env.get("ALIBABA_CLOUD_VPC_ENDPOINT_ENABLED"), "true") {
		return "sts-vpc." + region + ".aliyuncs.com", nil
	}
	return "sts." + region + ".aliyuncs.com", nil
}

func (b *profileBuilder) customSTSHost(regions ...string) (string, error) {
	endpoint := b.stsEndpoint
	if strings.Contains(endpoint, rds.RegionPlaceholder) {
		at := slices.IndexFunc(regions, func(region string) bool { return region != "" })
		if at < 0 {
			return "", errors.New("endpoints.sts holds {region}, but neither the profile nor the provider block names a region")
		}
		endpoint = strings.ReplaceAll(endpoint, rds.RegionPlaceholder, regions[at])
	}
	plaintext := b.plaintext
	if scheme, host, ok := strings.Cut(endpoint, "://"); ok {
		plaintext, endpoint = scheme == "http", strings.TrimSuffix(host, "/")
	}
	if plaintext {
		return "", errors.New("it assumes a role, which sends credentials, and endpoints.sts or protocol asks for plain HTTP; give an HTTPS endpoint")
	}
	if parsed, err := url.Parse("https://" + endpoint); err != nil || parsed.Host == "" {
		return "", errors.New("endpoints.sts is not an endpoint")
	}
	return endpoint, nil
}
