// SPDX-License-Identifier: MPL-2.0

package credentials

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

// oauthTimeout bounds one call to a sign-in service.
const oauthTimeout = 15 * time.Second

// refreshTokens gets new tokens for the refresh token, which does not work again. credentials-go is not used: it hands
// out the new ones only after the exchange that follows.
func (l *oauthLogin) refreshTokens(ctx context.Context, now time.Time) (oauthTokens, error) {
	form := url.Values{
		"grant_type": {"refresh_token"}, "refresh_token": {l.tokens.refresh}, "client_id": {l.site.clientID},
		"Timestamp": {now.UTC().Format(time.RFC3339)},
	}
	var said struct {
		AccessToken  string `json:"access_token"`
		RefreshToken string `json:"refresh_token"`
		ExpiresIn    int64  `json:"expires_in"`
	}
	header := http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}
	if err := l.post(ctx, "/v1/token", header, form.Encode(), &said); err != nil {
		return oauthTokens{}, failedStep("renew the login", err)
	}
	if said.AccessToken == "" || said.RefreshToken == "" {
		return oauthTokens{}, failedStep("renew the login", errors.New("the answer lacks a token"))
	}
	return oauthTokens{
		refresh: said.RefreshToken, access: said.AccessToken, accessExpires: now.Unix() + said.ExpiresIn,
	}, nil
}

// exchange gets keys for the access token.
func (l *oauthLogin) exchange(ctx context.Context) (rds.TemporaryCredentials, error) {
	var said struct {
		AccessKeyID     string `json:"accessKeyId"`
		AccessKeySecret string `json:"accessKeySecret"`
		SecurityToken   string `json:"securityToken"`
		Expiration      string `json:"expiration"`
	}
	header := http.Header{"Content-Type": {"application/json"}, "Authorization": {"Bearer " + l.tokens.access}}
	const step = "get keys for the login"
	if err := l.post(ctx, "/v1/exchange", header, "", &said); err != nil {
		return rds.TemporaryCredentials{}, failedStep(step, err)
	}
	end := endOf(said.Expiration)
	switch {
	case said.AccessKeyID == "" || said.AccessKeySecret == "" || said.SecurityToken == "":
		return rds.TemporaryCredentials{}, failedStep(step, errors.New("the answer lacks keys"))
	case end.IsZero():
		return rds.TemporaryCredentials{}, failedStep(step, errors.New("the answer says in no known form when the keys end"))
	}
	return rds.TemporaryCredentials{
		Credentials: rds.Credentials{
			AccessKeyID: said.AccessKeyID, AccessKeySecret: said.AccessKeySecret, SecurityToken: said.SecurityToken,
		},
		Expires: end,
	}, nil
}

// post calls the sign-in service once. An error holds nothing of the answer but its status and a code.
func (l *oauthLogin) post(ctx context.Context, path string, header http.Header, body string, into any) error {
	ctx, cancel := context.WithTimeout(ctx, oauthTimeout)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, l.site.url+path, strings.NewReader(body))
	if err != nil {
		return errors.New("the request cannot be built")
	}
	request.Header = header
	got, err := l.send(request)
	switch {
	case err != nil:
		return failedStep("call "+request.URL.Host, err)
	case got.status != http.StatusOK:
		return refusedLogin(path, got)
	case json.Unmarshal(got.body, into) != nil:
		return errors.New("the answer is not the JSON of a login")
	}
	return nil
}

// refusedLogin says why the service refused, and to log in again where the login has ended.
func refusedLogin(path string, got httpAnswer) error {
	err := answered("the answer is HTTP "+strconv.Itoa(got.status), string(got.body))
	ended := got.status == http.StatusBadRequest || got.status == http.StatusUnauthorized
	if path == "/v1/token" && ended && !errors.Is(err, errLoggedOut) {
		return loggedOutIf(true, err.Error())
	}
	return err
}
