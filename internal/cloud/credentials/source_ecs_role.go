// SPDX-License-Identifier: MPL-2.0

package credentials

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

// The metadata server of ECS.
const (
	metadataHost     = "100.100.100.200"
	metadataTokens   = "/latest/api/token" //nolint:gosec // a path
	metadataRoles    = "/latest/meta-data/ram/security-credentials/"
	metadataTimeout  = 3 * time.Second // of one call with its retries
	metadataTokenTTL = "60"            // seconds; a token serves the calls of one refresh
)

// ecsRole is the source of the RAM role of the ECS instance that this runs on; without a name, of the role it has.
// The provider of credentials-go is not used: it reads the environment by itself, goes through proxies and cannot be
// canceled.
func (o *opener) ecsRole(l label, role string) (rds.CredentialsSource, error) {
	switches := o.options.Switches
	if switches.MetadataDisabled != "" {
		return nil, l.wrap(failedStep("ask the metadata server of ECS", switchedOff(switches.MetadataDisabled)))
	}
	if role != "" && !isCode(role) {
		return nil, l.wrap(errors.New("the name of the RAM role holds characters that no role has"))
	}
	return o.refreshing(l, func(ctx context.Context, _ rds.Credentials) (rds.TemporaryCredentials, error) {
		keys, err := o.askMetadata(ctx, role)
		if err != nil {
			return rds.TemporaryCredentials{}, failedStep("ask the metadata server of ECS", err)
		}
		return keys, nil
	}), nil
}

func (o *opener) askMetadata(ctx context.Context, role string) (rds.TemporaryCredentials, error) {
	header := http.Header{}
	disabled := o.options.Switches.MetadataV1Disabled
	token, err := o.metadataToken(ctx)
	switch {
	case err == nil:
		header.Set("X-Aliyun-Ecs-Metadata-Token", token)
	case ctx.Err() != nil:
		return rds.TemporaryCredentials{}, ctx.Err()
	case disabled != "":
		return rds.TemporaryCredentials{}, fmt.Errorf(
			"it gives no token, and %s forbids to ask without one: %w", disabled, err,
		)
	}
	if role == "" {
		if role, err = o.metadataRole(ctx, header); err != nil {
			return rds.TemporaryCredentials{}, err
		}
	}
	got, err := o.metadataPath(ctx, metadataRoles+role, header)
	if err != nil {
		return rds.TemporaryCredentials{}, err
	}
	if got.status == http.StatusNotFound {
		return rds.TemporaryCredentials{}, fmt.Errorf("the instance has no RAM role %q (HTTP 404)", role)
	}
	return got.keys()
}

// metadataToken asks for the token of version 2 of the server.
func (o *opener) metadataToken(ctx context.Context) (string, error) {
	got, err := o.metadata(
		ctx, http.MethodPut, metadataTokens, http.Header{"X-Aliyun-Ecs-Metadata-Token-Ttl-Seconds": {metadataTokenTTL}},
	)
	if err == nil {
		err = got.refusal()
	}
	if err != nil {
		return "", err
	}
	token, err := Clean(string(got.body))
	if err != nil || token == "" {
		return "", errors.New("the answer holds no token")
	}
	return token, nil
}

// metadataRole asks for the role of the instance, which has one at most.
func (o *opener) metadataRole(ctx context.Context, header http.Header) (string, error) {
	got, err := o.metadataPath(ctx, metadataRoles, header)
	if err != nil {
		return "", err
	}
	role := Trim(string(got.body))
	if got.status == http.StatusNotFound || (got.status == http.StatusOK && role == "") {
		return "", errors.New("the instance has no RAM role")
	}
	if err := got.refusal(); err != nil {
		return "", err
	}
	if !isCode(role) {
		return "", errors.New("the answer holds no name of a role")
	}
	return role, nil
}

// metadataPath asks for a path, once more without the token where that is refused: some servers hand out tokens that
// they do not take.
func (o *opener) metadataPath(ctx context.Context, path string, header http.Header) (httpAnswer, error) {
	got, err := o.metadata(ctx, http.MethodGet, path, header)
	refused := err == nil && (got.status == http.StatusUnauthorized || got.status == http.StatusForbidden)
	if refused && len(header) > 0 && o.options.Switches.MetadataV1Disabled == "" {
		return o.metadata(ctx, http.MethodGet, path, http.Header{})
	}
	return got, err
}

func (o *opener) metadata(ctx context.Context, method, path string, header http.Header) (httpAnswer, error) {
	got, err := o.call(ctx, metadataTimeout, method, &url.URL{Scheme: "http", Host: metadataHost, Path: path}, header)
	if err != nil && !errors.Is(err, context.Canceled) {
		err = fmt.Errorf("%w; it can be reached from an ECS instance alone", err)
	}
	return got, err
}
