// SPDX-License-Identifier: MPL-2.0

package main

import (
	"net"
	"testing"
)

func TestReserve_givesEachRunAPortOfItsOwn(t *testing.T) {
	t.Parallel()
	first, err := reserve(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = first.Close() }()
	second, err := reserve(t.Context(), first.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = second.Close() }()
	taken, own := first.Addr().String(), second.Addr().String()
	if portOf(taken) == portOf(own) {
		t.Errorf("both runs have port %s", portOf(own))
	}
	if _, port, err := net.SplitHostPort(own); err != nil || port != portOf(own) {
		t.Errorf("portOf(%q) is %q", own, portOf(own))
	}
	if _, err := reserve(t.Context(), "no port"); err == nil {
		t.Error("an address without a port is taken")
	}
}
