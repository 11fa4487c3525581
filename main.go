// SPDX-License-Identifier: MPL-2.0

// Command terraform-provider-apsaradb is the plugin that Terraform and OpenTofu start.
package main

import (
	"context"
	"flag"
	"log"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"

	"github.com/geobackup/terraform-provider-apsaradb/internal/provider"
)

// version is set by the release build with -ldflags "-X main.version=...".
var version = "dev"

func main() {
	debug := flag.Bool("debug", false, "serve for a debugger: print TF_REATTACH_PROVIDERS and keep running")
	flag.Parse()

	err := providerserver.Serve(context.Background(), provider.New(version), providerserver.ServeOpts{
		Address: "registry.terraform.io/geobackup/apsaradb",
		Debug:   *debug,
	})
	if err != nil {
		log.Fatal(err)
	}
}
