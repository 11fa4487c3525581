// SPDX-License-Identifier: MPL-2.0

package rds

import (
	"context"
	"errors"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/apicode"
)

// keys asks the source of credentials. It refuses an empty answer, with which the SDK would sign.
func (c *Client) keys(ctx context.Context, call call) (Credentials, error) {
	switch {
	case call.unsigned:
		return Credentials{}, nil
	case c.config.Credentials == nil:
		return Credentials{}, errors.New("the client has no source of credentials")
	}
	keys, err := c.config.Credentials.Credentials(ctx)
	if err == nil && (keys.AccessKeyID == "" || keys.AccessKeySecret == "") {
		err = errors.New("the source of credentials returned no access key")
	}
	return keys, err
}

// withoutKeys is the error of a call that got no keys.
func (k call) withoutKeys(ctx context.Context, err error, hide *secrets) *Error {
	if ctx.Err() != nil {
		return k.notSent(apicode.Interrupted, endedBy(ctx))
	}
	failed := k.notSent(apicode.NoCredentials, safeCause(err, hide))
	var source KeysError
	if errors.As(err, &source) {
		failed.Keys = source.FailedSource()
		failed.Keys.Place, failed.Keys.Step = redact(failed.Keys.Place, hide), redact(failed.Keys.Step, hide)
	}
	return failed
}

// refusedKeys is called with every failure. Where it is about the keys, the error says where they came from. Where they
// have expired, the source hears of it, so that it fetches fresh ones.
func (c *Client) refusedKeys(failed *Error, keys Credentials, hide *secrets) {
	if source, ok := c.config.Credentials.(Tracer); ok && apicode.AboutKeys(failed.Action, failed.Code) {
		failed.Keys = source.Origin(keys)
		failed.Keys.Place = redact(failed.Keys.Place, hide)
	}
	source, ok := c.config.Credentials.(Expirer)
	if ok && apicode.KeysExpired(failed.Code) && keys != (Credentials{}) {
		source.Expire(keys)
	}
}
