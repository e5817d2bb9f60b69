include("${PROJECT_SOURCE_DIR}/cmake/EmbedText.cmake")

# The HTML report carries its plotting library with it, so that it needs no network.
find_file(DYGRAPHS_SCRIPT dygraph.min.js PATHS /usr/share/javascript/dygraphs /usr/share/nodejs/dygraphs/dist REQUIRED)
find_file(DYGRAPHS_STYLE dygraph.min.css PATHS /usr/share/javascript/dygraphs /usr/share/nodejs/dygraphs/dist REQUIRED)
ohmsweep_embed_text(ohmsweep_report "${DYGRAPHS_SCRIPT}" dygraphs_script)
ohmsweep_embed_text(ohmsweep_report "${DYGRAPHS_STYLE}" dygraphs_style)

set(page "${PROJECT_SOURCE_DIR}/src/report/html/page")
ohmsweep_embed_text(ohmsweep_report "${page}/page.html" page_body)
ohmsweep_embed_text(ohmsweep_report "${page}/page.css" page_style)
# In this order: each uses those before it.
ohmsweep_embed_texts(ohmsweep_report page_scripts "${page}/content.js" "${page}/quantities.js" "${page}/response.js"
                     "${page}/plot.js" "${page}/paper.js" "${page}/matrix.js" "${page}/level.js"
                     "${page}/advice.js" "${page}/views.js" "${page}/rules.js" "${page}/pair.js" "${page}/devices.js" "${page}/page.js")
