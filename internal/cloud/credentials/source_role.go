// SPDX-License-Identifier: MPL-2.0

package credentials

import (
	"context"
	"errors"
	"fmt"
	"io/fs"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

// DefaultSessionName is the session name of a role that sets none, as in the official provider.
const DefaultSessionName = "terraform"

// maxToken bounds the file of a token; STS takes 20,000 characters.
const maxToken = 64 << 10

// assume is the source of a role that is assumed with the keys of base.
func (o *opener) assume(l label, role rds.Role, base rds.CredentialsSource, stsHost string) rds.CredentialsSource {
	role = named(role)
	client := o.client(base, stsHost)
	return o.refreshing(l, func(ctx context.Context, _ rds.Credentials) (rds.TemporaryCredentials, error) {
		if _, err := base.Credentials(ctx); err != nil {
			return rds.TemporaryCredentials{}, err // names the source below
		}
		sts, err := client()
		if err != nil {
			return rds.TemporaryCredentials{}, err
		}
		keys, err := sts.AssumeRole(ctx, role)
		if err != nil {
			return rds.TemporaryCredentials{}, failedStep(assuming(l, role), err)
		}
		return keys, nil
	})
}

// oidc is the source of a role that is assumed with a token of an identity provider.
func (o *opener) oidc(l label, choice OIDC, stsHost string) rds.CredentialsSource {
	role := named(choice.Role)
	client := o.client(rds.StaticCredentials(rds.Credentials{}), stsHost) // The call is not signed.
	return o.refreshing(l, func(ctx context.Context, _ rds.Credentials) (rds.TemporaryCredentials, error) {
		token, err := choice.token()
		if err != nil {
			return rds.TemporaryCredentials{}, failedStep("read the token file "+choice.TokenFile, err)
		}
		sts, err := client()
		if err != nil {
			return rds.TemporaryCredentials{}, err
		}
		keys, err := sts.AssumeRoleWithOIDC(ctx, role, choice.ProviderARN, token)
		if err != nil {
			return rds.TemporaryCredentials{}, failedStep(assuming(l, role)+" with a token of "+choice.ProviderARN, err)
		}
		return keys, nil
	})
}

// roleLabel names a source that is a role.
func roleLabel(role rds.Role, origin string) label {
	return label{source: "role " + role.ARN, origin: origin}
}

// assuming is the step, which names the role unless the source does.
func assuming(l label, role rds.Role) string {
	if l.source == roleLabel(role, "").source {
		return StepAssumeIt
	}
	return "assume the role " + role.ARN
}

// token reads the file each time, because its writer replaces the token before it expires.
func (c OIDC) token() (string, error) {
	if c.TokenFile == "" {
		return c.Token, nil
	}
	content, err := readBounded(c.TokenFile, maxToken)
	if err != nil {
		return "", err
	}
	token, err := Clean(string(content))
	switch {
	case err != nil:
		return "", fmt.Errorf("the token %w", err)
	case token == "":
		return "", errors.New("it is empty")
	}
	return token, nil
}

// fileCause drops the name of the file, which the step names.
func fileCause(err error) error {
	var file *fs.PathError
	if errors.As(err, &file) {
		return file.Err
	}
	return err
}

// named gives a role its default session name.
func named(role rds.Role) rds.Role {
	if role.SessionName == "" {
		role.SessionName = DefaultSessionName
	}
	return role
}

// client returns a function that builds the client for STS at its first call. Its callers come one at a time.
func (o *opener) client(source rds.CredentialsSource, stsHost string) func() (*rds.Client, error) {
	var client *rds.Client
	return func() (*rds.Client, error) {
		if client != nil {
			return client, nil
		}
		if o.options.Client == nil {
			return nil, errors.New("there is no client to call STS with")
		}
		built, err := o.options.Client(source, stsHost)
		if err != nil {
			return nil, failedStep("set up the client of STS", err)
		}
		client = built
		return client, nil
	}
}
