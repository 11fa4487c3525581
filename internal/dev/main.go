// SPDX-License-Identifier: MPL-2.0

// Command dev is the program of those who work on the provider. "make" builds it as .tools/bin/dev.
package main

import (
	"os"

	"github.com/geobackup/terraform-provider-apsaradb/internal/dev/bench"
	"github.com/geobackup/terraform-provider-apsaradb/internal/dev/command"
	"github.com/geobackup/terraform-provider-apsaradb/internal/dev/demo"
	"github.com/geobackup/terraform-provider-apsaradb/internal/dev/live"
	"github.com/geobackup/terraform-provider-apsaradb/internal/dev/messages"
	"github.com/geobackup/terraform-provider-apsaradb/internal/dev/schema"
	"github.com/geobackup/terraform-provider-apsaradb/internal/dev/seedschema"
	"github.com/geobackup/terraform-provider-apsaradb/internal/dev/soak"
	"github.com/geobackup/terraform-provider-apsaradb/internal/dev/with"
)

func main() {
	bench.StandIn() // It does not return where Terraform has started this program as its provider.
	os.Exit(
		command.Main(os.Stderr, os.Args[1:], demo.Command(), demo.Up(), bench.Command(), soak.Command(), live.Command(),
			schema.Command(), seedschema.Command(), messages.Command(), with.Command()),
	)
}
