// SPDX-License-Identifier: MPL-2.0

package emulator

import (
	"crypto/subtle"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
)

// principal is who signed a call.
type principal struct {
	accountID string
	arn       string
	keyID     string
	secret    string
}

// principalType is the IdentityType of GetCallerIdentity.
func (p principal) principalType() string {
	switch {
	case strings.Contains(p.arn, ":assumed-role/"):
		return "AssumedRoleUser"
	case strings.Contains(p.arn, ":user/"):
		return "RAMUser"
	default:
		return "Account"
	}
}

// name is the part of the ARN behind the account, such as "root" or "user/alice".
func (p principal) name() string { return p.arn[strings.LastIndex(p.arn, ":")+1:] }

// isSessionOf reports whether the caller assumed a role.
func (p principal) isSessionOf(roleARN string) bool {
	session := strings.Replace(roleARN, ":role/", ":assumed-role/", 1) + "/"
	return strings.HasPrefix(strings.ToLower(p.arn), strings.ToLower(session))
}

// keys finds callers by their keys: those of the fleet's accounts, and temporary ones that STS handed out.
// Keys expire in real time, like signatures.
type keys struct {
	fleet *fleet.Fleet

	mu     sync.Mutex
	issued map[string]temporaryKey
	count  int
}

type temporaryKey struct {
	fleet.AccessKey
	accountID string
}

// find returns the caller of a key id. The security token must be exactly the key's.
func (k *keys) find(keyID, token string, now time.Time) (principal, *apiError) {
	key, ok := k.key(keyID)
	switch {
	case !ok:
		return principal{}, refuse("InvalidAccessKeyId.NotFound", "")
	case key.SecurityToken != "" && token == "":
		return principal{}, refuse("MissingSecurityToken", "")
	case subtle.ConstantTimeCompare([]byte(key.SecurityToken), []byte(token)) != 1:
		return principal{}, refuse("InvalidSecurityToken.MismatchWithAccessKey", "")
	case !key.ExpireTime.IsZero() && !now.Before(key.ExpireTime):
		return principal{}, refuse("InvalidSecurityToken.Expired", "")
	}
	return principal{accountID: key.accountID, arn: key.ARN, keyID: key.ID, secret: key.Secret}, nil
}

func (k *keys) key(keyID string) (temporaryKey, bool) {
	k.mu.Lock()
	key, ok := k.issued[keyID]
	k.mu.Unlock()
	if ok {
		return key, true
	}
	account, static, ok := k.fleet.AccountByKey(keyID)
	if !ok {
		return temporaryKey{}, false
	}
	if static.ARN == "" {
		static.ARN = account.ARN
	}
	if static.ARN == "" {
		static.ARN = "acs:ram::" + account.ID + ":root"
	}
	return temporaryKey{AccessKey: static, accountID: account.ID}, true
}

// expire ends every temporary key that was handed out so far, and returns how many still worked.
func (k *keys) expire(now time.Time) int {
	k.mu.Lock()
	defer k.mu.Unlock()
	count := 0
	for id, key := range k.issued {
		if now.Before(key.ExpireTime) {
			key.ExpireTime = now
			k.issued[id] = key
			count++
		}
	}
	return count
}

// issue makes a temporary key that works until it expires.
func (k *keys) issue(accountID, arn string, expire time.Time) fleet.AccessKey {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.count++
	key := fleet.AccessKey{
		ID:            fmt.Sprintf("STS.emulator%06d", k.count),
		Secret:        fmt.Sprintf("emulator-temporary-secret-%06d", k.count),
		SecurityToken: fmt.Sprintf("emulator-temporary-token-%06d", k.count),
		ExpireTime:    expire,
		ARN:           arn,
	}
	k.issued[key.ID] = temporaryKey{AccessKey: key, accountID: accountID}
	return key
}
