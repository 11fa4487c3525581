// SPDX-License-Identifier: MPL-2.0

package emulator

import (
	"net/http"
	"strings"
)

// authenticateACS3 tolerates clients that sign with the newer header scheme. Everything about the call is checked
// except the signature itself: key, security token, date and nonce.
func (s *Server) authenticateACS3(r *http.Request) (principal, *apiError) {
	keyID := ""
	_, rest, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	for _, part := range strings.Split(rest, ",") {
		if name, value, ok := strings.Cut(strings.TrimSpace(part), "="); ok && name == "Credential" {
			keyID = value
		}
	}
	if keyID == "" {
		return principal{}, refuse("MissingParameter", "Credential")
	}
	for _, name := range []string{"x-acs-date", "x-acs-signature-nonce"} {
		if r.Header.Get(name) == "" {
			return principal{}, refuse("MissingParameter", name)
		}
	}
	if err := s.checkTimestamp(r.Header.Get("x-acs-date")); err != nil {
		return principal{}, err
	}
	who, err := s.accounts.find(keyID, r.Header.Get("x-acs-security-token"), s.realNow())
	if err != nil {
		return principal{}, err
	}
	if !s.nonces.use(who.keyID, r.Header.Get("x-acs-signature-nonce"), s.realNow()) {
		return principal{}, refuse("SignatureNonceUsed", "")
	}
	return who, nil
}
