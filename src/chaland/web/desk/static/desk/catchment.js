// Hands the zone drawn on the map to the form that makes a segment of it. Beside map.js, which picks the boxes.
document.querySelectorAll("[data-catchment]").forEach((root) => {
  const zone = root.querySelector("input[name=zone]");
  root.addEventListener("chaland:zone", ({ detail }) => {
    zone.value = detail.polygon ? JSON.stringify(detail.polygon) : "";
  });
  // With a zone the communes go without saying, and would make the address long.
  root.querySelector("form[data-zone]").addEventListener("formdata", ({ formData }) => {
    if (zone.value) formData.delete("commune");
  });
});
