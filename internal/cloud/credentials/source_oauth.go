// SPDX-License-Identifier: MPL-2.0

package credentials

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/gofrs/flock"
	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

const (
	// renewalTries is how often a renewal is tried.
	renewalTries = 3
	// renewalPause separates those tries.
	renewalPause = time.Second
	// accessMargin is how long before its end an access token is replaced, as in credentials-go.
	accessMargin = 20 * time.Minute
	// lockPause separates tries to lock the file of profiles.
	lockPause = 100 * time.Millisecond
)

// oauthSite is the sign-in service of one site, and the public client id of the CLI there (from credentials-go).
type oauthSite struct{ url, clientID string }

func oauthSites() map[string]oauthSite {
	return map[string]oauthSite{
		"CN":   {"https://oauth.aliyun.com", "4038181954557748008"},
		"INTL": {"https://oauth.alibabacloud.com", "4103531455503354461"},
	}
}

// oauth is the source of a profile with a login by browser.
func (o *opener) oauth(l label, file string, p profile) (rds.CredentialsSource, error) {
	site, ok := oauthSites()[strings.ToUpper(p.OAuthSite)]
	if !ok {
		return nil, errors.New("its field oauth_site_type is neither CN nor INTL")
	}
	return o.oauthAt(l, site, file, p)
}

func (o *opener) oauthAt(l label, site oauthSite, file string, p profile) (rds.CredentialsSource, error) {
	tokens := tokensOf(p)
	if _, issued := p.issuedKeys(o.options.Clock.Now()); tokens.absent() && !issued {
		return nil, errNoToken
	}
	login := &oauthLogin{opener: o, site: site, file: file, profile: p.Name, inFile: tokens, tokens: tokens}
	l.login = true
	return o.refreshing(l, login.keys), nil
}

// oauthTokens are what a login is made of. A refresh token works once: each renewal replaces it.
type oauthTokens struct {
	refresh, access string
	accessExpires   int64
}

var errNoToken = errors.New("it holds no token; " + logInAgain)

func tokensOf(p profile) oauthTokens {
	return oauthTokens{refresh: p.OAuthRefreshToken, access: p.OAuthAccessToken, accessExpires: p.OAuthTokenExpire}
}

func (t oauthTokens) absent() bool { return t.refresh == "" && t.access == "" }

// oauthLogin renews the login of one profile. Other processes do so as well, so the file is locked from reading the
// tokens until the new ones are written.
type oauthLogin struct {
	*opener
	site          oauthSite
	file, profile string

	inFile oauthTokens // as last read or written
	tokens oauthTokens // the newest ones known; they differ from those in the file where that could not be written
}

// keys returns the keys that the file holds, if they are good for some time, and otherwise renews the login.
func (l *oauthLogin) keys(ctx context.Context, refused rds.Credentials) (rds.TemporaryCredentials, error) {
	unlock, err := l.lock(ctx)
	if err != nil {
		return rds.TemporaryCredentials{}, err
	}
	defer unlock()
	if p, err := l.read(); err == nil {
		if keys, ok := p.issuedKeys(l.options.Clock.Now()); ok && keys.Credentials != refused {
			return keys, nil
		}
		// another process has renewed the login, or the user has logged in again
		if tokens := tokensOf(p); tokens != l.inFile {
			l.inFile, l.tokens = tokens, tokens
		}
	}
	if l.tokens.absent() {
		return rds.TemporaryCredentials{}, errNoToken
	}
	return l.renew(ctx)
}

// lock waits until no other process renews the login. Where the lock cannot be had, as in a folder that is read-only,
// the login is renewed without it.
func (l *oauthLogin) lock(ctx context.Context) (unlock func(), err error) {
	lock := flock.New(linkTarget(l.file) + ".lock")
	for {
		locked, err := lock.TryLock()
		if err != nil {
			l.warn(ctx, "Cannot lock the file of profiles", err)
			return func() {}, nil
		}
		if locked {
			return func() { _ = lock.Unlock() }, nil
		}
		if err := l.options.Clock.Sleep(ctx, lockPause); err != nil {
			return nil, err
		}
	}
}

func (l *oauthLogin) read() (profile, error) {
	file, err := readProfileFile(l.file)
	if err != nil {
		return profile{}, err
	}
	found, err := file.find(l.profile)
	if err != nil {
		return profile{}, err
	}
	return found.cleaned()
}

// renew tries several times. Tokens that a failed try got are kept, and used by the next one.
func (l *oauthLogin) renew(ctx context.Context) (rds.TemporaryCredentials, error) {
	for try := 1; ; try++ {
		keys, err := l.renewOnce(ctx)
		if err == nil || try == renewalTries || errors.Is(err, errLoggedOut) ||
			l.options.Clock.Sleep(ctx, renewalPause) != nil {
			return keys, err
		}
	}
}

// renewOnce replaces the tokens where the access token is about to end, and gets keys for it. New tokens are written at
// once: the refresh token works once, so the login would be lost if the process ended before it has keys.
func (l *oauthLogin) renewOnce(ctx context.Context) (rds.TemporaryCredentials, error) {
	now := l.options.Clock.Now()
	left := time.Unix(l.tokens.accessExpires, 0).Sub(now)
	if l.tokens.refresh != "" && (l.tokens.access == "" || left <= accessMargin) {
		tokens, err := l.refreshTokens(ctx, now)
		if err != nil {
			return rds.TemporaryCredentials{}, err
		}
		l.tokens = tokens
		l.write(ctx, map[string]any{
			"oauth_refresh_token": tokens.refresh, "oauth_access_token": tokens.access,
			"oauth_access_token_expire": tokens.accessExpires,
		})
	}
	keys, err := l.exchange(ctx)
	if err == nil {
		l.write(ctx, map[string]any{
			"access_key_id": keys.AccessKeyID, "access_key_secret": keys.AccessKeySecret,
			"sts_token": keys.SecurityToken, "sts_expiration": keys.Expires.Unix(),
		})
	}
	return keys, err
}

// write keeps what a renewal got in the file. Where it cannot be written, this process goes on with what it knows.
func (l *oauthLogin) write(ctx context.Context, fields map[string]any) {
	if err := updateProfile(l.file, l.profile, fields); err != nil {
		l.warn(ctx, "Cannot write the renewed login to the file of profiles", err)
		return
	}
	l.inFile = l.tokens
}

func (l *oauthLogin) warn(ctx context.Context, message string, err error) {
	tflog.Warn(ctx, message, map[string]any{"profile": l.profile, "file": l.file, "error": err.Error()})
}
