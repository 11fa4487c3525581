// SPDX-License-Identifier: MPL-2.0

package credentials

import (
	"context"
	"time"

	"github.com/aliyun/credentials-go/credentials/providers"
	"github.com/hashicorp/terraform-plugin-log/tflog"

	_ "github.com/geobackup/terraform-provider-apsaradb/internal/cloud/credentials/quiet" // before credentials-go reads DEBUG
	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

// libraryMargin is how long before their end credentials-go fetches keys again: what it hands out works that long at least.
const libraryMargin = 3 * time.Minute

// notes are the failures that a refresh survives.
type notes struct{ failures []error }

func (n *notes) add(err error) {
	if err != nil {
		n.failures = append(n.failures, err)
	}
}

// library is the source of a provider of credentials-go. Those keep their keys themselves, are not safe for concurrent use,
// and cannot be canceled: a refresh that nobody waits for goes on, for the next caller.
func (o *opener) library(l label, notes *notes, build func() (providers.CredentialsProvider, error)) (rds.CredentialsSource, error) {
	inner, err := build()
	if err != nil {
		return nil, err
	}
	source := o.refreshing(l, func(ctx context.Context, fresh bool) (rds.TemporaryCredentials, error) {
		if fresh {
			rebuilt, err := build()
			if err != nil {
				return rds.TemporaryCredentials{}, err
			}
			inner = rebuilt
		}
		keys, err := inner.GetCredentials()
		for _, failure := range notes.failures {
			tflog.Warn(ctx, "Cannot keep refreshed tokens", map[string]any{"source": l.source, "error": failure.Error()})
		}
		notes.failures = nil
		if err != nil {
			return rds.TemporaryCredentials{}, scrub(err)
		}
		return rds.TemporaryCredentials{
			Credentials: rds.Credentials{AccessKeyID: keys.AccessKeyId, AccessKeySecret: keys.AccessKeySecret, SecurityToken: keys.SecurityToken},
			Expires:     o.options.Now().Add(libraryMargin),
		}, nil
	})
	source.keeps = true
	return source, nil
}

// cloudSSO is the source of a profile that was logged in at CloudSSO.
func (o *opener) cloudSSO(l label, p profile) (rds.CredentialsSource, error) {
	return o.library(l, &notes{}, func() (providers.CredentialsProvider, error) {
		return providers.NewCloudSSOCredentialsProviderBuilder().WithSignInUrl(p.SignInURL).WithAccountId(p.SSOAccountID).
			WithAccessConfig(p.AccessConfig).WithAccessToken(p.AccessToken).WithAccessTokenExpire(p.AccessTokenExpire).Build()
	})
}
